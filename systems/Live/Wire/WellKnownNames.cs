using System.Collections.Frozen;

namespace Millrace.Live.Wire;

/// <summary>
/// Names of elements, attributes and style properties that take one byte on the wire: 1 for the first. The list is only ever added to at its end, up to 255;
/// <c>PROTOCOL.md</c> has it too, and the client's script.
/// </summary>
public static class WellKnownNames
{
    private static readonly string[] Names =
    [
        // Elements.
        "div", "span", "p", "a", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "li", "dl", "dt", "dd", "table", "caption", "thead", "tbody", "tfoot", "tr", "th", "td",
        "form", "fieldset", "legend", "label", "input", "button", "select", "option", "optgroup", "textarea", "output", "progress", "meter", "img", "picture", "source",
        "figure", "figcaption", "video", "audio", "canvas", "svg", "path", "header", "footer", "nav", "main", "section", "article", "aside", "details", "summary", "dialog",
        "strong", "em", "b", "i", "small", "code", "pre", "blockquote", "hr", "br", "time", "mark", "sub", "sup",

        // Attributes.
        "id", "class", "style", "href", "src", "alt", "title", "name", "type", "value", "checked", "disabled", "readonly", "required", "placeholder", "for", "action", "method",
        "selected", "multiple", "maxlength", "minlength", "min", "max", "step", "pattern", "autocomplete", "autofocus", "rows", "cols", "colspan", "rowspan", "scope", "tabindex",
        "role", "hidden", "lang", "dir", "target", "rel", "width", "height", "open", "datetime", "viewBox", "d", "fill", "stroke", "aria-label", "aria-labelledby",
        "aria-describedby", "aria-hidden", "aria-live", "aria-current", "aria-expanded", "aria-invalid", "aria-pressed", "aria-selected", "aria-controls", "data-id", "data-key",
        "l-on", "l-hook", "l-style", "l-ignore",

        // Style properties.
        "color", "background-color", "display", "top", "left", "right", "bottom", "transform", "opacity", "visibility", "font-weight", "font-size", "margin", "padding",
        "z-index", "flex-grow", "grid-column", "grid-row",
    ];

    private static readonly FrozenDictionary<string, byte> Codes =
        Names.Select((name, index) => KeyValuePair.Create(name, (byte)(index + 1))).ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>All names; the first is number 1.</summary>
    public static ReadOnlySpan<string> All => Names;

    /// <summary>The number of a name; 0 where it has none.</summary>
    public static byte CodeOf(string name) => Codes.TryGetValue(name, out byte code) ? code : (byte)0;

    /// <summary>The name of that number; null where no name has it.</summary>
    public static string? NameOf(byte code) => code > 0 && code <= Names.Length ? Names[code - 1] : null;
}
