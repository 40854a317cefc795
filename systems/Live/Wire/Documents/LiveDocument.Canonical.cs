using System.Globalization;
using System.Text;

namespace Millrace.Live.Wire;

/// <summary>The document as text in one form, whatever the way that led to it.</summary>
public sealed partial class LiveDocument
{
    /// <summary>
    /// One line a node, indented by depth: attributes by name, classes and style properties in order, empty classes, styles and event lists left out. A changed value or check mark counts as the
    /// attribute of that name, so that a document after its patches equals the same page rendered anew.
    /// </summary>
    /// <param name="ids">With the numbers of the nodes.</param>
    public string ToCanonical(bool ids = false)
    {
        var text = new StringBuilder();
        text.Append("title ");
        Quote(text, Title);
        text.Append("\nurl ");
        Quote(text, Url);
        text.Append('\n');
        for (int child = _nodes[0].First; child != NodeTable.None; child = _nodes[child].Next)
        {
            Write(text, child, 0, ids);
        }

        return text.ToString();
    }

    /// <summary>The first line in which two documents differ, of both; null where they are the same.</summary>
    /// <param name="other">The other document, say the server's own rendering.</param>
    /// <param name="ids">The numbers of the nodes must be the same too.</param>
    public string? DifferenceTo(LiveDocument other, bool ids = false)
    {
        ArgumentNullException.ThrowIfNull(other);
        string mine = ToCanonical(ids);
        string theirs = other.ToCanonical(ids);
        if (mine == theirs)
        {
            return null;
        }

        string[] mineLines = mine.Split('\n');
        string[] theirLines = theirs.Split('\n');
        int line = 0;
        while (line < mineLines.Length && line < theirLines.Length && mineLines[line] == theirLines[line])
        {
            line++;
        }

        return $"line {line + 1}: here {Line(mineLines, line)}, there {Line(theirLines, line)}";
    }

    public override string ToString() => ToCanonical();

    private static string Line(string[] lines, int line) => line < lines.Length && lines[line].Length > 0 ? lines[line].Trim() : "nothing";

    private void Write(StringBuilder text, int place, int depth, bool ids)
    {
        ref NodeTable.Entry entry = ref _nodes[place];
        text.Append(' ', depth * 2);
        if (ids)
        {
            text.Append(CultureInfo.InvariantCulture, $"{entry.Id} ");
        }

        if (entry.Kind != NodeTable.NodeKind.Element)
        {
            text.Append(entry.Kind == NodeTable.NodeKind.Raw ? "raw " : "");
            Quote(text, Encoding.UTF8.GetString((byte[])entry.Content!));
            text.Append('\n');
            return;
        }

        text.Append('<').Append((string)entry.Content!);
        foreach (DocumentAttribute attribute in (entry.Attributes ?? []).OrderBy(attribute => attribute.Name, StringComparer.Ordinal))
        {
            string value = Canonical(attribute);
            if (value.Length == 0 && attribute.Name is ("class" or "l-style" or "l-on"))
            {
                continue;
            }

            text.Append(' ').Append(attribute.Name).Append('=');
            Quote(text, value);
        }

        text.Append(">\n");
        for (int child = entry.First; child != NodeTable.None; child = _nodes[child].Next)
        {
            Write(text, child, depth + 1, ids);
        }
    }

    private static string Canonical(in DocumentAttribute attribute)
    {
        string value = Encoding.UTF8.GetString(attribute.Utf8Value);
        return attribute.Name switch
        {
            "class" => string.Join(' ', value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Distinct().Order(StringComparer.Ordinal)),
            "l-style" => string.Join(';', DocumentAttributes.Styles(value).Select(style => $"{style.Property}:{style.Value}").Order(StringComparer.Ordinal)),
            _ => value,
        };
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (char letter in value)
        {
            _ = letter switch
            {
                '"' or '\\' => text.Append('\\').Append(letter),
                < ' ' => text.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:x4}"),
                _ => text.Append(letter),
            };
        }

        text.Append('"');
    }
}
