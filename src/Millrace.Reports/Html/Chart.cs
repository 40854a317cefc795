namespace Millrace.Reports.Html;

/// <summary>A chart as the page's script draws it, and as it is said to those who cannot see it.</summary>
internal sealed record Chart
{
    /// <summary>Unique on the page; letters, digits and dashes.</summary>
    public required string Id { get; init; }

    /// <summary>What it shows.</summary>
    public required string Title { get; init; }

    /// <summary>What its vertical axis counts, in words with the unit.</summary>
    public required string Axis { get; init; }

    /// <summary>How values are printed: rate, ms, bytes, percent, count or number.</summary>
    public required string Format { get; init; }

    /// <summary>How it is drawn.</summary>
    public ChartKind Kind { get; init; } = ChartKind.Time;

    /// <summary>Positions along the horizontal axis; seconds from the run's start in a chart over time, loads or clients otherwise.</summary>
    public IReadOnlyList<double> X { get; init; } = [];

    /// <summary>What the horizontal axis counts, where it is not time.</summary>
    public string? XAxis { get; init; }

    /// <summary>The lines or rows of bars.</summary>
    public required IReadOnlyList<ChartLine> Lines { get; init; }

    /// <summary>Horizontal lines with a name, such as an objective's limit.</summary>
    public IReadOnlyList<ChartLimit> Limits { get; init; } = [];

    /// <summary>Whether a reader may switch to a logarithmic axis, and what it begins with.</summary>
    public bool? Logarithmic { get; init; }

    /// <summary>Whether it takes the page's whole width.</summary>
    public bool Wide { get; init; }

    /// <summary>Seconds from the run's start: charts that share them share a cursor, and show phases and faults.</summary>
    public bool IsOverTime => Kind == ChartKind.Time;
}
