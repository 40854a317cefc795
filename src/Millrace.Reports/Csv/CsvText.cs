using System.Globalization;
using System.Text;

namespace Millrace.Reports.Csv;

/// <summary>Rows of comma-separated values after RFC 4180, but with LF line ends; numbers are invariant and unrounded.</summary>
internal sealed class CsvText
{
    private readonly StringBuilder _text = new();
    private bool _begun;

    public CsvText Cell(string? text)
    {
        _text.Append(_begun ? "," : "").Append(Quoted(text ?? ""));
        _begun = true;
        return this;
    }

    /// <summary>A number; empty where nothing was measured.</summary>
    public CsvText Cell(double? number) => Cell(number is { } known && double.IsFinite(known) ? known.ToString(CultureInfo.InvariantCulture) : "");

    /// <summary>A count; empty where nothing was counted.</summary>
    public CsvText Cell(long? count) => Cell(count?.ToString(CultureInfo.InvariantCulture));

    public CsvText EndRow()
    {
        _text.Append('\n');
        _begun = false;
        return this;
    }

    public override string ToString() => _text.ToString();

    private static string Quoted(string text) =>
        text.AsSpan().IndexOfAny(",\"\r\n") < 0 ? text : $"\"{text.Replace("\"", "\"\"", StringComparison.Ordinal)}\"";
}
