using System.Globalization;
using System.Text;
using AngleSharp.Dom;
using AngleSharp.Html.Parser;

namespace Millrace.Live.Tests.Rendering;

/// <summary>What a browser makes of a page as served, in the words of <c>LiveDocument.ToCanonical(ids: true)</c>, read by the rules of the protocol alone.</summary>
internal static class ServedHtml
{
    internal static string ToCanonical(string html)
    {
        IDocument document = new HtmlParser().ParseDocument($"<!doctype html><body><div id=live-root>{html}</div>");
        var text = new StringBuilder();
        WriteChildren(text, document.GetElementById("live-root")!, 0);
        return text.ToString();
    }

    private static void WriteChildren(StringBuilder text, IElement parent, int depth)
    {
        string[] numbers = (parent.GetAttribute("l") ?? "").Split(',');
        bool isRaw = parent.HasAttribute("l-raw");
        if (isRaw || numbers.Length == 2 || (parent.ChildNodes is [IText] && parent.LocalName != "textarea"))
        {
            uint own = uint.Parse(numbers[0], CultureInfo.InvariantCulture);
            uint id = numbers.Length == 2 ? uint.Parse(numbers[1], CultureInfo.InvariantCulture) : own + 1;
            Line(text, depth, $"{id} {(isRaw ? "raw " : "")}{Quote(isRaw ? parent.InnerHtml : parent.TextContent)}");
            return;
        }

        string? textId = null;
        foreach (INode node in parent.ChildNodes)
        {
            switch (node)
            {
                case IComment comment:
                    Flush(text, depth, ref textId, null);
                    textId = comment.Data;
                    break;
                case IText words when parent.LocalName != "textarea":
                    Assert.NotNull(textId);
                    Flush(text, depth, ref textId, words.Data);
                    break;
                case IElement element:
                    Flush(text, depth, ref textId, null);
                    Write(text, element, depth);
                    break;
            }
        }

        Flush(text, depth, ref textId, null);
    }

    private static void Flush(StringBuilder text, int depth, ref string? id, string? words)
    {
        if (id is not null)
        {
            Line(text, depth, $"{id} {Quote(words ?? "")}");
            id = null;
        }
    }

    private static void Write(StringBuilder text, IElement element, int depth)
    {
        var attributes = element.Attributes.Where(attribute => attribute.Name is not ("l" or "l-raw" or "selected"))
            .Select(attribute => (Name: attribute.Prefix is { } prefix ? $"{prefix}:{attribute.LocalName}" : attribute.Name, Value: Sorted(attribute))).ToList();
        if (element.LocalName == "textarea" && element.TextContent.Length > 0)
        {
            attributes.Add(("value", element.TextContent));
        }

        text.Append(' ', depth * 2).Append(element.GetAttribute("l")!.Split(',')[0]).Append(" <").Append(element.LocalName);
        foreach ((string name, string value) in attributes.OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            text.Append(' ').Append(name).Append('=').Append(Quote(value));
        }

        text.Append(">\n");
        WriteChildren(text, element, depth + 1);
    }

    private static string Sorted(IAttr attribute) => attribute.Name switch
    {
        "class" => string.Join(' ', attribute.Value.Split(' ').Order(StringComparer.Ordinal)),
        "l-style" => string.Join(';', attribute.Value.Split(';').Order(StringComparer.Ordinal)),
        _ => attribute.Value,
    };

    private static void Line(StringBuilder text, int depth, string line) => text.Append(' ', depth * 2).Append(line).Append('\n');

    private static string Quote(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        return text.Append('"').ToString();
    }
}
