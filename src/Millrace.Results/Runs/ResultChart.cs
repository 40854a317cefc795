namespace Millrace.Results;

/// <summary>A chart that only one system has, written by its Load so that any report can draw it.</summary>
public sealed record ResultChart
{
    /// <summary>The chart's name, as a report and a script address it.</summary>
    public required string Name { get; init; }

    /// <summary>The heading that a person reads.</summary>
    public required string Title { get; init; }

    /// <summary>What the vertical axis counts, with its unit.</summary>
    public required string Axis { get; init; }

    /// <summary>The words along the horizontal axis.</summary>
    public required IReadOnlyList<string> Labels { get; init; }

    /// <summary>One line or row of bars each, with a value per label; null where nothing was measured.</summary>
    public required IReadOnlyList<ChartSeries> Series { get; init; }
}

/// <summary>The values of one series of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Values">A value per label of the chart; null where nothing was measured.</param>
public sealed record ChartSeries(string Name, IReadOnlyList<double?> Values);
