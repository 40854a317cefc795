using System.Text;

namespace Millrace.Reports.Text;

/// <summary>Columns of plain text for a terminal: the first stands left, the others right.</summary>
public sealed class TextTable
{
    private readonly List<string[]> _rows = [];

    /// <summary>Adds a row; rows may differ in length.</summary>
    public TextTable Row(params ReadOnlySpan<string> cells)
    {
        _rows.Add(cells.ToArray());
        return this;
    }

    /// <summary>The table, each line indented by two blanks.</summary>
    public override string ToString()
    {
        int columns = _rows.Select(row => row.Length).DefaultIfEmpty(0).Max();
        int[] widths = [.. Enumerable.Range(0, columns).Select(i => _rows.Where(row => row.Length > i).Max(row => row[i].Length))];
        var text = new StringBuilder();
        foreach (string[] row in _rows)
        {
            var line = new StringBuilder("  ");
            for (int i = 0; i < row.Length; i++)
            {
                line.Append(i == 0 ? row[i].PadRight(widths[i]) : "   " + row[i].PadLeft(widths[i]));
            }

            text.Append(line.ToString().TrimEnd()).Append('\n');
        }

        return text.ToString();
    }
}
