using System.Text;

namespace Millrace.Reports.Text;

/// <summary>A Markdown table whose source is readable too: columns are padded, numbers stand right.</summary>
public sealed class MarkdownTable
{
    private readonly string[] _heads;
    private readonly bool[] _right;
    private readonly List<string[]> _rows = [];

    /// <summary>Heads of the columns; one that begins with '&gt;' stands right.</summary>
    public MarkdownTable(params ReadOnlySpan<string> heads)
    {
        _heads = new string[heads.Length];
        _right = new bool[heads.Length];
        for (int i = 0; i < heads.Length; i++)
        {
            _right[i] = heads[i].StartsWith('>');
            _heads[i] = _right[i] ? heads[i][1..] : heads[i];
        }
    }

    /// <summary>True while no row was added.</summary>
    public bool IsEmpty => _rows.Count == 0;

    /// <summary>The columns' heads, as they were given.</summary>
    internal IReadOnlyList<string> Heads => _heads;

    /// <summary>The rows, each with a cell per column, as they were given: other formats escape in their own way.</summary>
    internal IReadOnlyList<IReadOnlyList<string>> Rows => _rows;

    /// <summary>Whether a column holds numbers, which stand right.</summary>
    internal bool IsRight(int column) => _right[column];

    /// <summary>Adds a row; missing cells are empty.</summary>
    /// <exception cref="ArgumentException">More cells than columns.</exception>
    public MarkdownTable Row(params ReadOnlySpan<string> cells)
    {
        if (cells.Length > _heads.Length)
        {
            throw new ArgumentException($"{cells.Length} cells for {_heads.Length} columns", nameof(cells));
        }

        string[] row = new string[_heads.Length];
        Array.Fill(row, "");
        for (int i = 0; i < cells.Length; i++)
        {
            row[i] = cells[i];
        }

        _rows.Add(row);
        return this;
    }

    /// <summary>The table with a line end after each row.</summary>
    public override string ToString()
    {
        string[] heads = [.. _heads.Select(Escape)];
        string[][] rows = [.. _rows.Select(row => row.Select(Escape).ToArray())];
        int[] widths = [.. Enumerable.Range(0, heads.Length).Select(i => Math.Max(3, rows.Select(row => row[i].Length).Append(heads[i].Length).Max()))];
        var text = new StringBuilder();
        Append(text, heads, widths);
        text.Append('|');
        for (int i = 0; i < widths.Length; i++)
        {
            text.Append(' ').Append('-', widths[i] - (_right[i] ? 1 : 0)).Append(_right[i] ? ":" : "").Append(" |");
        }

        text.Append('\n');
        foreach (string[] row in rows)
        {
            Append(text, row, widths);
        }

        return text.ToString();
    }

    private void Append(StringBuilder text, string[] cells, int[] widths)
    {
        text.Append('|');
        for (int i = 0; i < cells.Length; i++)
        {
            text.Append(' ').Append(_right[i] ? cells[i].PadLeft(widths[i]) : cells[i].PadRight(widths[i])).Append(" |");
        }

        text.Append('\n');
    }

    // What a target answers can end in a table: a bar would open a column, a line end would close the table.
    private static string Escape(string cell) => cell.Replace("|", "\\|", StringComparison.Ordinal).ReplaceLineEndings(" ");
}
