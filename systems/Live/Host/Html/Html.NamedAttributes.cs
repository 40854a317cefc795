namespace Millrace.Live;

/// <content>Attributes in common use, by name.</content>
public static partial class Html
{
    /// <summary>The attribute <c>id</c>.</summary>
    public static Modifier Id(string? value) => Make("id", value);

    /// <summary>The attribute <c>id</c>, following signals.</summary>
    public static Modifier Id(Func<string?> value) => Make("id", value);

    /// <summary>The attribute <c>href</c>.</summary>
    public static Modifier Href(string? value) => Make("href", value);

    /// <summary>The attribute <c>href</c>, following signals.</summary>
    public static Modifier Href(Func<string?> value) => Make("href", value);

    /// <summary>The attribute <c>src</c>.</summary>
    public static Modifier Src(string? value) => Make("src", value);

    /// <summary>The attribute <c>src</c>, following signals.</summary>
    public static Modifier Src(Func<string?> value) => Make("src", value);

    /// <summary>The attribute <c>alt</c>.</summary>
    public static Modifier Alt(string? value) => Make("alt", value);

    /// <summary>The attribute <c>alt</c>, following signals.</summary>
    public static Modifier Alt(Func<string?> value) => Make("alt", value);

    /// <summary>The attribute <c>title</c>.</summary>
    public static Modifier Title(string? value) => Make("title", value);

    /// <summary>The attribute <c>title</c>, following signals.</summary>
    public static Modifier Title(Func<string?> value) => Make("title", value);

    /// <summary>The attribute <c>name</c>.</summary>
    public static Modifier Name(string? value) => Make("name", value);

    /// <summary>The attribute <c>name</c>, following signals.</summary>
    public static Modifier Name(Func<string?> value) => Make("name", value);

    /// <summary>The attribute <c>type</c>.</summary>
    public static Modifier Type(string? value) => Make("type", value);

    /// <summary>The attribute <c>type</c>, following signals.</summary>
    public static Modifier Type(Func<string?> value) => Make("type", value);

    /// <summary>The attribute <c>placeholder</c>.</summary>
    public static Modifier Placeholder(string? value) => Make("placeholder", value);

    /// <summary>The attribute <c>placeholder</c>, following signals.</summary>
    public static Modifier Placeholder(Func<string?> value) => Make("placeholder", value);

    /// <summary>The attribute <c>for</c>.</summary>
    public static Modifier For(string? value) => Make("for", value);

    /// <summary>The attribute <c>for</c>, following signals.</summary>
    public static Modifier For(Func<string?> value) => Make("for", value);

    /// <summary>The attribute <c>action</c>.</summary>
    public static Modifier FormAction(string? value) => Make("action", value);

    /// <summary>The attribute <c>action</c>, following signals.</summary>
    public static Modifier FormAction(Func<string?> value) => Make("action", value);

    /// <summary>The attribute <c>method</c>.</summary>
    public static Modifier Method(string? value) => Make("method", value);

    /// <summary>The attribute <c>method</c>, following signals.</summary>
    public static Modifier Method(Func<string?> value) => Make("method", value);

    /// <summary>The attribute <c>role</c>.</summary>
    public static Modifier Role(string? value) => Make("role", value);

    /// <summary>The attribute <c>role</c>, following signals.</summary>
    public static Modifier Role(Func<string?> value) => Make("role", value);

    /// <summary>The attribute <c>lang</c>.</summary>
    public static Modifier Lang(string? value) => Make("lang", value);

    /// <summary>The attribute <c>lang</c>, following signals.</summary>
    public static Modifier Lang(Func<string?> value) => Make("lang", value);

    /// <summary>The attribute <c>dir</c>.</summary>
    public static Modifier Dir(string? value) => Make("dir", value);

    /// <summary>The attribute <c>dir</c>, following signals.</summary>
    public static Modifier Dir(Func<string?> value) => Make("dir", value);

    /// <summary>The attribute <c>target</c>.</summary>
    public static Modifier Target(string? value) => Make("target", value);

    /// <summary>The attribute <c>target</c>, following signals.</summary>
    public static Modifier Target(Func<string?> value) => Make("target", value);

    /// <summary>The attribute <c>rel</c>.</summary>
    public static Modifier Rel(string? value) => Make("rel", value);

    /// <summary>The attribute <c>rel</c>, following signals.</summary>
    public static Modifier Rel(Func<string?> value) => Make("rel", value);

    /// <summary>The attribute <c>autocomplete</c>.</summary>
    public static Modifier Autocomplete(string? value) => Make("autocomplete", value);

    /// <summary>The attribute <c>autocomplete</c>, following signals.</summary>
    public static Modifier Autocomplete(Func<string?> value) => Make("autocomplete", value);

    /// <summary>The attribute <c>pattern</c>.</summary>
    public static Modifier Pattern(string? value) => Make("pattern", value);

    /// <summary>The attribute <c>pattern</c>, following signals.</summary>
    public static Modifier Pattern(Func<string?> value) => Make("pattern", value);

    /// <summary>The attribute <c>scope</c>.</summary>
    public static Modifier Scope(string? value) => Make("scope", value);

    /// <summary>The attribute <c>scope</c>, following signals.</summary>
    public static Modifier Scope(Func<string?> value) => Make("scope", value);

    /// <summary>The attribute <c>datetime</c>.</summary>
    public static Modifier DateTimeAttr(string? value) => Make("datetime", value);

    /// <summary>The attribute <c>datetime</c>, following signals.</summary>
    public static Modifier DateTimeAttr(Func<string?> value) => Make("datetime", value);

    /// <summary>The attribute <c>list</c>.</summary>
    public static Modifier List(string? value) => Make("list", value);

    /// <summary>The attribute <c>list</c>, following signals.</summary>
    public static Modifier List(Func<string?> value) => Make("list", value);

    /// <summary>The attribute <c>accept</c>.</summary>
    public static Modifier Accept(string? value) => Make("accept", value);

    /// <summary>The attribute <c>accept</c>, following signals.</summary>
    public static Modifier Accept(Func<string?> value) => Make("accept", value);

    /// <summary>The attribute <c>inputmode</c>.</summary>
    public static Modifier InputMode(string? value) => Make("inputmode", value);

    /// <summary>The attribute <c>inputmode</c>, following signals.</summary>
    public static Modifier InputMode(Func<string?> value) => Make("inputmode", value);

    /// <summary>The attribute <c>aria-label</c>.</summary>
    public static Modifier AriaLabel(string? value) => Make("aria-label", value);

    /// <summary>The attribute <c>aria-label</c>, following signals.</summary>
    public static Modifier AriaLabel(Func<string?> value) => Make("aria-label", value);

    /// <summary>The attribute <c>aria-labelledby</c>.</summary>
    public static Modifier AriaLabelledBy(string? value) => Make("aria-labelledby", value);

    /// <summary>The attribute <c>aria-labelledby</c>, following signals.</summary>
    public static Modifier AriaLabelledBy(Func<string?> value) => Make("aria-labelledby", value);

    /// <summary>The attribute <c>aria-describedby</c>.</summary>
    public static Modifier AriaDescribedBy(string? value) => Make("aria-describedby", value);

    /// <summary>The attribute <c>aria-describedby</c>, following signals.</summary>
    public static Modifier AriaDescribedBy(Func<string?> value) => Make("aria-describedby", value);

    /// <summary>The attribute <c>aria-live</c>.</summary>
    public static Modifier AriaLive(string? value) => Make("aria-live", value);

    /// <summary>The attribute <c>aria-live</c>, following signals.</summary>
    public static Modifier AriaLive(Func<string?> value) => Make("aria-live", value);

    /// <summary>The attribute <c>aria-current</c>.</summary>
    public static Modifier AriaCurrent(string? value) => Make("aria-current", value);

    /// <summary>The attribute <c>aria-current</c>, following signals.</summary>
    public static Modifier AriaCurrent(Func<string?> value) => Make("aria-current", value);

    /// <summary>The attribute <c>aria-controls</c>.</summary>
    public static Modifier AriaControls(string? value) => Make("aria-controls", value);

    /// <summary>The attribute <c>aria-controls</c>, following signals.</summary>
    public static Modifier AriaControls(Func<string?> value) => Make("aria-controls", value);

    /// <summary>The attribute <c>rows</c>.</summary>
    public static Modifier Rows(int value) => Attr("rows", value);

    /// <summary>The attribute <c>cols</c>.</summary>
    public static Modifier Cols(int value) => Attr("cols", value);

    /// <summary>The attribute <c>colspan</c>.</summary>
    public static Modifier Colspan(int value) => Attr("colspan", value);

    /// <summary>The attribute <c>rowspan</c>.</summary>
    public static Modifier Rowspan(int value) => Attr("rowspan", value);

    /// <summary>The attribute <c>tabindex</c>.</summary>
    public static Modifier TabIndex(int value) => Attr("tabindex", value);

    /// <summary>The attribute <c>maxlength</c>.</summary>
    public static Modifier MaxLength(int value) => Attr("maxlength", value);

    /// <summary>The attribute <c>minlength</c>.</summary>
    public static Modifier MinLength(int value) => Attr("minlength", value);

    /// <summary>The attribute <c>width</c>.</summary>
    public static Modifier Width(int value) => Attr("width", value);

    /// <summary>The attribute <c>height</c>.</summary>
    public static Modifier Height(int value) => Attr("height", value);

    /// <summary>The attribute <c>min</c>.</summary>
    public static Modifier Min(string? value) => Make("min", value);

    /// <summary>The attribute <c>min</c>.</summary>
    public static Modifier Min(int value) => Attr("min", value);

    /// <summary>The attribute <c>max</c>.</summary>
    public static Modifier Max(string? value) => Make("max", value);

    /// <summary>The attribute <c>max</c>.</summary>
    public static Modifier Max(int value) => Attr("max", value);

    /// <summary>The attribute <c>step</c>.</summary>
    public static Modifier Step(string? value) => Make("step", value);

    /// <summary>The attribute <c>step</c>.</summary>
    public static Modifier Step(int value) => Attr("step", value);
}
