using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>What only this system has, printed as its Load wrote it.</summary>
internal static class TablesSection
{
    private const string ProfilePrefix = "profile-";

    public static void Write(MarkdownPage page, RunFile run) => Write(page, run, run.Tables.Where(table => !IsProfile(table)));

    /// <summary>What a profiling pass found, which comes last: it explains, and nothing is judged by it.</summary>
    public static void WriteProfile(MarkdownPage page, RunFile run) => Write(page, run, run.Tables.Where(IsProfile));

    private static bool IsProfile(ResultTable table) => table.Name.StartsWith(ProfilePrefix, StringComparison.Ordinal);

    private static void Write(MarkdownPage page, RunFile run, IEnumerable<ResultTable> tables) => Write(page, tables, Headline.Of(run).Mark);

    /// <summary>Tables with a mark before every rate; the empty text where rates are what they say.</summary>
    public static void Write(MarkdownPage page, IEnumerable<ResultTable> tables, string mark)
    {
        foreach (ResultTable table in tables)
        {
            page.Heading(table.Title).Table(Of(table, mark));
            if (table.Remark is { } remark)
            {
                page.Paragraph(remark);
            }
        }
    }

    /// <summary>The table; the mark goes before every rate, which is a column whose unit is per second.</summary>
    private static MarkdownTable Of(ResultTable table, string mark)
    {
        string[] heads = [.. table.Columns.Select((column, at) =>
            (IsNumeric(table, at) ? ">" : "") + Head(column))];
        var markdown = new MarkdownTable(heads);
        foreach (IReadOnlyList<TableCell> row in table.Rows)
        {
            markdown.Row([.. row.Select((cell, at) => (table.Columns[at].Unit == "/s" && cell.Number is not null ? mark : "") + Cell(cell))]);
        }

        return markdown;
    }

    // "Msg/s" says its unit already.
    private static string Head(TableColumn column) =>
        column.Unit is { } unit && !column.Name.Contains(unit, StringComparison.Ordinal) ? $"{column.Name} ({unit})" : column.Name;

    private static bool IsNumeric(ResultTable table, int column) =>
        table.Rows.Any(row => row.Count > column && row[column].Number is not null);

    private static string Cell(TableCell cell) => cell switch
    {
        { Text: { } text } => text,
        // Whole numbers of a table are counts as a rule: they keep all their digits.
        { Number: { } number } when number == Math.Floor(number) && Math.Abs(number) < 1e15 => Figures.Count((long)number),
        { Number: { } number } => Figures.Number(number),
        _ => Figures.None,
    };
}
