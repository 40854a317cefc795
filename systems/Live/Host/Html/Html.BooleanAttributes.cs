namespace Millrace.Live;

/// <content>Attributes that are there or not.</content>
public static partial class Html
{
    /// <summary>The attribute <c>disabled</c>.</summary>
    public static Modifier Disabled(bool isThere = true) => Attr("disabled", isThere);

    /// <summary>The attribute <c>disabled</c>, there while a condition holds.</summary>
    public static Modifier Disabled(Func<bool> isThere) => Attr("disabled", isThere);

    /// <summary>The attribute <c>disabled</c>, there while a signal is true.</summary>
    public static Modifier Disabled(Readable<bool> isThere) => Attr("disabled", () => isThere.Value);

    /// <summary>The attribute <c>readonly</c>.</summary>
    public static Modifier ReadOnly(bool isThere = true) => Attr("readonly", isThere);

    /// <summary>The attribute <c>readonly</c>, there while a condition holds.</summary>
    public static Modifier ReadOnly(Func<bool> isThere) => Attr("readonly", isThere);

    /// <summary>The attribute <c>readonly</c>, there while a signal is true.</summary>
    public static Modifier ReadOnly(Readable<bool> isThere) => Attr("readonly", () => isThere.Value);

    /// <summary>The attribute <c>required</c>.</summary>
    public static Modifier Required(bool isThere = true) => Attr("required", isThere);

    /// <summary>The attribute <c>required</c>, there while a condition holds.</summary>
    public static Modifier Required(Func<bool> isThere) => Attr("required", isThere);

    /// <summary>The attribute <c>required</c>, there while a signal is true.</summary>
    public static Modifier Required(Readable<bool> isThere) => Attr("required", () => isThere.Value);

    /// <summary>The attribute <c>multiple</c>.</summary>
    public static Modifier Multiple(bool isThere = true) => Attr("multiple", isThere);

    /// <summary>The attribute <c>multiple</c>, there while a condition holds.</summary>
    public static Modifier Multiple(Func<bool> isThere) => Attr("multiple", isThere);

    /// <summary>The attribute <c>multiple</c>, there while a signal is true.</summary>
    public static Modifier Multiple(Readable<bool> isThere) => Attr("multiple", () => isThere.Value);

    /// <summary>The attribute <c>hidden</c>.</summary>
    public static Modifier Hidden(bool isThere = true) => Attr("hidden", isThere);

    /// <summary>The attribute <c>hidden</c>, there while a condition holds.</summary>
    public static Modifier Hidden(Func<bool> isThere) => Attr("hidden", isThere);

    /// <summary>The attribute <c>hidden</c>, there while a signal is true.</summary>
    public static Modifier Hidden(Readable<bool> isThere) => Attr("hidden", () => isThere.Value);

    /// <summary>The attribute <c>open</c>.</summary>
    public static Modifier Open(bool isThere = true) => Attr("open", isThere);

    /// <summary>The attribute <c>open</c>, there while a condition holds.</summary>
    public static Modifier Open(Func<bool> isThere) => Attr("open", isThere);

    /// <summary>The attribute <c>open</c>, there while a signal is true.</summary>
    public static Modifier Open(Readable<bool> isThere) => Attr("open", () => isThere.Value);

    /// <summary>The attribute <c>autofocus</c>.</summary>
    public static Modifier Autofocus(bool isThere = true) => Attr("autofocus", isThere);

    /// <summary>The attribute <c>autofocus</c>, there while a condition holds.</summary>
    public static Modifier Autofocus(Func<bool> isThere) => Attr("autofocus", isThere);

    /// <summary>The attribute <c>autofocus</c>, there while a signal is true.</summary>
    public static Modifier Autofocus(Readable<bool> isThere) => Attr("autofocus", () => isThere.Value);

    /// <summary>The attribute <c>selected</c>.</summary>
    public static Modifier Selected(bool isThere = true) => Attr("selected", isThere);

    /// <summary>The attribute <c>selected</c>, there while a condition holds.</summary>
    public static Modifier Selected(Func<bool> isThere) => Attr("selected", isThere);

    /// <summary>The attribute <c>selected</c>, there while a signal is true.</summary>
    public static Modifier Selected(Readable<bool> isThere) => Attr("selected", () => isThere.Value);

    /// <summary>The attribute <c>controls</c>.</summary>
    public static Modifier Controls(bool isThere = true) => Attr("controls", isThere);

    /// <summary>The attribute <c>controls</c>, there while a condition holds.</summary>
    public static Modifier Controls(Func<bool> isThere) => Attr("controls", isThere);

    /// <summary>The attribute <c>controls</c>, there while a signal is true.</summary>
    public static Modifier Controls(Readable<bool> isThere) => Attr("controls", () => isThere.Value);

    /// <summary>The attribute <c>muted</c>.</summary>
    public static Modifier Muted(bool isThere = true) => Attr("muted", isThere);

    /// <summary>The attribute <c>muted</c>, there while a condition holds.</summary>
    public static Modifier Muted(Func<bool> isThere) => Attr("muted", isThere);

    /// <summary>The attribute <c>muted</c>, there while a signal is true.</summary>
    public static Modifier Muted(Readable<bool> isThere) => Attr("muted", () => isThere.Value);

    /// <summary>The attribute <c>loop</c>.</summary>
    public static Modifier Loop(bool isThere = true) => Attr("loop", isThere);

    /// <summary>The attribute <c>loop</c>, there while a condition holds.</summary>
    public static Modifier Loop(Func<bool> isThere) => Attr("loop", isThere);

    /// <summary>The attribute <c>loop</c>, there while a signal is true.</summary>
    public static Modifier Loop(Readable<bool> isThere) => Attr("loop", () => isThere.Value);
}
