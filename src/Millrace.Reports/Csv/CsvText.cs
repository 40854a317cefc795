using System.Globalization;
using System.Text;

namespace Millrace.Reports.Csv;

/// <summary>Rows of comma-separated values after RFC 4180, but with LF line ends; numbers are invariant and unrounded.</summary>
internal sealed class CsvText
{
    // Where Excel and LibreOffice begin to calculate; https://owasp.org/www-community/attacks/CSV_Injection.
    private const string Formula = "=+-@\t\r\n";

    private readonly StringBuilder _text = new();
    private bool _begun;

    /// <summary>A text; one that a spreadsheet would carry out as a formula gets an apostrophe before it, because names may come from the files of strangers.</summary>
    public CsvText Cell(string? text) => Raw(text is [var first, ..] && Formula.Contains(first) ? "'" + text : text ?? "");

    /// <summary>A number; empty where nothing was measured.</summary>
    public CsvText Cell(double? number) => Raw(number is { } known && double.IsFinite(known) ? known.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>A count; empty where nothing was counted.</summary>
    public CsvText Cell(long? count) => Raw(count?.ToString(CultureInfo.InvariantCulture) ?? "");

    public CsvText EndRow()
    {
        _text.Append('\n');
        _begun = false;
        return this;
    }

    public override string ToString() => _text.ToString();

    private CsvText Raw(string text)
    {
        _text.Append(_begun ? "," : "").Append(Quoted(text));
        _begun = true;
        return this;
    }

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
