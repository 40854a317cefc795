using System.Globalization;
using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>Attributes, classes, styles and the marks of an element. Each can be fixed, or follow signals: <c>Attr("title", () => _name.Value)</c>.</content>
public static partial class Html
{
    /// <summary>An attribute; null leaves it out. Addresses that would run a script are refused.</summary>
    /// <exception cref="ArgumentException">The name is no name of an attribute, or one of a script (<c>onclick</c>).</exception>
    public static Modifier Attr(string name, string? value) => Make(name, value);

    /// <summary>An attribute that follows signals; null leaves it out.</summary>
    public static Modifier Attr(string name, Func<string?> value) => Make(name, value);

    /// <summary>An attribute that follows a signal.</summary>
    public static Modifier Attr(string name, Readable value) => Make(name, value);

    /// <summary>An attribute that is there or not.</summary>
    public static Modifier Attr(string name, bool isThere) => Make(name, isThere ? "" : null);

    /// <summary>An attribute that is there while a condition holds.</summary>
    public static Modifier Attr(string name, Func<bool> isThere) => Make(name, isThere);

    /// <summary>An attribute with a number.</summary>
    public static Modifier Attr(string name, int value) => Make(name, value.ToString(CultureInfo.InvariantCulture));

    /// <summary>An attribute whose address the author vouches for, whatever its scheme. Never pass what a user has typed.</summary>
    public static Modifier TrustedUrl(string name, string value) => new AttributeModifier(Names.Attribute(name), value, trusted: true);

    /// <summary>An attribute <c>aria-...</c>.</summary>
    public static Modifier Aria(string name, string? value) => Make($"aria-{name}", value);

    /// <summary>An attribute <c>aria-...</c> that follows signals.</summary>
    public static Modifier Aria(string name, Func<string?> value) => Make($"aria-{name}", value);

    /// <summary>An attribute <c>aria-...</c> that is <c>true</c> or <c>false</c>.</summary>
    public static Modifier Aria(string name, Func<bool> value) => Make($"aria-{name}", (Func<string?>)(() => value() ? "true" : "false"));

    /// <summary>An attribute <c>data-...</c>.</summary>
    public static Modifier DataAttr(string name, string? value) => Make($"data-{name}", value);

    /// <summary>An attribute <c>data-...</c> that follows signals.</summary>
    public static Modifier DataAttr(string name, Func<string?> value) => Make($"data-{name}", value);

    /// <summary>Classes, separated by spaces. An element may have several of these, and they add up.</summary>
    public static Modifier Class(string? classes) => new ClassModifier(null, classes);

    /// <summary>Classes that follow signals.</summary>
    public static Modifier Class(Func<string?> classes) => new ClassModifier(null, classes);

    /// <summary>A class that is there or not.</summary>
    public static Modifier Class(string name, bool isThere) => new ClassModifier(OneClass(name), isThere ? "" : null);

    /// <summary>A class that is there while a condition holds.</summary>
    public static Modifier Class(string name, Func<bool> isThere) => new ClassModifier(OneClass(name), isThere);

    /// <summary>A class that is there while a signal is true.</summary>
    public static Modifier Class(string name, Readable<bool> isThere) => new ClassModifier(OneClass(name), (Func<bool>)(() => isThere.Value));

    /// <summary>A property of the element's style, such as <c>Style("width", "40%")</c>; null leaves it out. A content security policy without inline styles holds.</summary>
    public static Modifier Style(string property, string? value) => new StyleModifier(Names.Property(property), value);

    /// <summary>A property of the element's style that follows signals.</summary>
    public static Modifier Style(string property, Func<string?> value) => new StyleModifier(Names.Property(property), value);

    /// <summary>A property of the element's style that follows a signal.</summary>
    public static Modifier Style(string property, Readable value) => new StyleModifier(Names.Property(property), value);

    /// <summary>Says which node of a list is which, across renderings: it moves with its key, and keeps focus and what was typed. Unique among its siblings.</summary>
    public static Modifier Key(object key)
    {
        ArgumentNullException.ThrowIfNull(key);
        return new KeyModifier(key);
    }

    /// <summary>The name of a hook, a script of the site that works on this element.</summary>
    public static Modifier Hook(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new FixedModifier(SlotKind.Hook, "l-hook", name);
    }

    /// <summary>What is below belongs to a script: it is given to the browser once, as first rendered, and nothing in it follows signals or later renderings.</summary>
    public static Modifier Ignore() => new FixedModifier(SlotKind.Ignore, "l-ignore", "");

    /// <summary>A link within the page: <c>A(Link("/orders"), "Orders")</c> changes <see cref="PageContext.Url"/> without loading anything.</summary>
    public static Modifier Link(string url) => new SeveralModifiers(Make("href", url), new FixedModifier(SlotKind.Link, "l-link", ""));

    /// <summary>Several attributes and handlers as one.</summary>
    public static Modifier Modifiers(params Modifier[] all)
    {
        ArgumentNullException.ThrowIfNull(all);
        return new SeveralModifiers([.. all.SelectMany(one => one is SeveralModifiers several ? several.All : [one])]);
    }

    private static Modifier Make(string name, object? value) => Names.Attribute(name) switch
    {
        "class" => new ClassModifier(null, value),
        "style" => throw new ArgumentException("A style is written property by property: Style(\"color\", \"red\").", nameof(name)),
        "value" => new PropertyModifier(SlotKind.Value, value),
        "checked" => new PropertyModifier(SlotKind.Checked, value),
        string written => new AttributeModifier(written, value),
    };

    private static string OneClass(string name) =>
        !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAny(" \t\n\f\r") ? name : throw new ArgumentException($"'{name}' is not one class.", nameof(name));
}
