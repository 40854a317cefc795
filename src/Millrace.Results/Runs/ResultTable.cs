using System.Text.Json.Serialization;

namespace Millrace.Results;

/// <summary>A table that only one system has, written by its Load so that any report can print it.</summary>
public sealed record ResultTable
{
    /// <summary>The table's name within the run, as a report and a script address it.</summary>
    public required string Name { get; init; }

    /// <summary>The heading that a person reads.</summary>
    public required string Title { get; init; }

    /// <summary>The columns, from left to right.</summary>
    public required IReadOnlyList<TableColumn> Columns { get; init; }

    /// <summary>The rows, each with one cell per column.</summary>
    public IReadOnlyList<IReadOnlyList<TableCell>> Rows { get; init; } = [];

    /// <summary>A remark below the table.</summary>
    public string? Remark { get; init; }
}

/// <summary>A table's column.</summary>
/// <param name="Name">Its heading.</param>
/// <param name="Unit">The unit of its cells; absent where they have none.</param>
public sealed record TableColumn(string Name, string? Unit = null);

/// <summary>A table's cell: a text, a number, or nothing.</summary>
[JsonConverter(typeof(TableCellConverter))]
public readonly record struct TableCell
{
    /// <summary>A cell of text.</summary>
    public TableCell(string? text) => Text = text;

    /// <summary>A cell with a number.</summary>
    public TableCell(double number) => Number = number;

    /// <summary>The text, if it is one.</summary>
    public string? Text { get; }

    /// <summary>The number, if it is one.</summary>
    public double? Number { get; }

    /// <summary>A cell of text.</summary>
    public static implicit operator TableCell(string? text) => new(text);

    /// <summary>A cell with a number.</summary>
    public static implicit operator TableCell(double number) => new(number);
}
