using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;

namespace Millrace.Reports.Html;

/// <summary>Builds <see cref="Markup"/> from an interpolated string: literals are HTML, values are text.</summary>
[InterpolatedStringHandler]
internal readonly struct MarkupHandler
{
    private readonly StringBuilder _text;

    // The compiler hands both; the guess is that a value takes some 20 characters.
    public MarkupHandler(int literalLength, int formattedCount) => _text = new StringBuilder(literalLength + (20 * formattedCount));

    public void AppendLiteral(string html) => _text.Append(html);

    public void AppendFormatted(Markup markup) => _text.Append(markup.Text);

    public void AppendFormatted(IEnumerable<Markup> markups)
    {
        foreach (Markup markup in markups)
        {
            _text.Append(markup.Text);
        }
    }

    public void AppendFormatted(int number) => _text.Append(number.ToString(CultureInfo.InvariantCulture));

    public void AppendFormatted(string? text) => Escape(_text, text);

    public override string ToString() => _text.ToString();

    /// <summary>Text as it may stand between tags and within quotes; what XML forbids even escaped is shown as a replacement character.</summary>
    internal static void Escape(StringBuilder to, string? text)
    {
        foreach (char c in text ?? "")
        {
            _ = c switch
            {
                '&' => to.Append("&amp;"),
                '<' => to.Append("&lt;"),
                '>' => to.Append("&gt;"),
                '"' => to.Append("&quot;"),
                '\'' => to.Append("&#39;"),
                '\t' or '\n' => to.Append(c),
                '\r' => to,
                < ' ' or '\u007f' => to.Append('\ufffd'),
                _ => to.Append(c),
            };
        }
    }
}
