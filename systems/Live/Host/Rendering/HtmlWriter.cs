using System.Buffers;
using System.Globalization;
using System.Text;

namespace Millrace.Live.Host.Rendering;

/// <summary>Writes the page as served: HTML that bears the numbers by which the script takes over what the browser has shown already.</summary>
internal ref struct HtmlWriter(IBufferWriter<byte> output)
{
    private static readonly SearchValues<char> Special = SearchValues.Create("&<>\"'\r\0");

    // The text that is written next is the only one in its element, whose number says its own.
    private bool _isOnly;
    private string? _chosen;

    internal void Element(ElementNode element, MountedPage page)
    {
        string tag = element.Tag;
        Markup("<");
        Markup(tag);
        Node? only = Dom.OnlyIn(element.Inner);
        Number(element.Id, only);
        if (only is RawNode)
        {
            Markup(" l-raw");
        }

        List<KeyValuePair<string, string>> attributes = MountedPage.Attributes;
        AttributeList.Fill(attributes, element);
        string? value = null;
        foreach ((string name, string text) in attributes)
        {
            if (name == "value" && tag is "textarea" or "select")
            {
                value = text;
                continue;
            }

            if (name == "value")
            {
                value = text;
            }

            Attribute(name, text);
        }

        // An option without a value has its text for one.
        if (tag == "option" && _chosen is not null && (value ?? Dom.TextIn(element)) == _chosen)
        {
            Markup(" selected");
        }

        Markup(">");
        if (Names.IsVoid(tag))
        {
            return;
        }

        string? outer = _chosen;
        if (tag == "select")
        {
            _chosen = value;
        }
        else if (tag == "textarea" && value is not null)
        {
            // A parser drops the first line end; this one is for it.
            Markup("\n");
            Escaped(value);
        }

        bool isPre = tag is "pre" or "listing";
        _isOnly = only is TextNode or BoundText;
        if (isPre && _isOnly)
        {
            Markup("\n");
        }

        foreach (Node node in element.Inner)
        {
            node.WriteHtml(ref this, page);
        }

        _isOnly = false;
        _chosen = outer;
        Markup("</");
        Markup(tag);
        Markup(">");
    }

    internal void Text(uint id, string value)
    {
        if (!_isOnly)
        {
            Markup("<!--");
            Number(id);
            Markup("-->");
        }

        Escaped(value);
    }

    /// <summary>HTML as it is.</summary>
    internal readonly void Trusted(string html) => Utf8(html);

    private readonly void Attribute(string name, string value)
    {
        Markup(" ");
        Markup(name);
        if (value.Length > 0)
        {
            Markup("=\"");
            Escaped(value);
            Markup("\"");
        }
    }

    private readonly void Number(uint id, Node? only)
    {
        Markup(" l=\"");
        Number(id);
        if (only is TextNode or BoundText or RawNode && (only.Id != id + 1 || IsEmpty(only)))
        {
            Markup(",");
            Number(only.Id);
        }

        Markup("\"");
    }

    private static bool IsEmpty(Node text) => text is TextNode { Value.Length: 0 } or BoundText { Shown.Length: 0 } or RawNode { Html.Length: 0 };

    private readonly void Number(uint number)
    {
        Span<byte> room = output.GetSpan(10);
        number.TryFormat(room, out int written, provider: CultureInfo.InvariantCulture);
        output.Advance(written);
    }

    private readonly void Escaped(string text)
    {
        ReadOnlySpan<char> rest = text;
        while (true)
        {
            int at = rest.IndexOfAny(Special);
            if (at < 0)
            {
                Utf8(rest);
                return;
            }

            Utf8(rest[..at]);
            Markup(rest[at] switch
            {
                '&' => "&amp;",
                '<' => "&lt;",
                '>' => "&gt;",
                '"' => "&quot;",
                '\'' => "&#39;",
                // A parser makes a line feed of it, and the text that is patched later would differ from the one that was served.
                '\r' => "&#13;",
                _ => "\uFFFD",
            });
            rest = rest[(at + 1)..];
        }
    }

    private readonly void Markup(string text) => Utf8(text);

    private readonly void Utf8(ReadOnlySpan<char> text)
    {
        while (text.Length > 0)
        {
            int take = Math.Min(text.Length, 4096);
            if (take < text.Length && char.IsHighSurrogate(text[take - 1]))
            {
                take--;
            }

            Span<byte> room = output.GetSpan(take * 3);
            output.Advance(Encoding.UTF8.GetBytes(text[..take], room));
            text = text[take..];
        }
    }
}
