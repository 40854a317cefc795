namespace Millrace.Reports.Html;

/// <summary>One line of a chart.</summary>
/// <param name="Name">What the legend calls it.</param>
/// <param name="Tone">Its colour: a name that the style sheet knows.</param>
/// <param name="Values">A value per position; null where nothing was measured.</param>
internal sealed record ChartLine(string Name, string Tone, IReadOnlyList<double?> Values)
{
    /// <summary>Dashed, so that it can be told from its neighbours without colours.</summary>
    public string? Dash { get; init; }

    /// <summary>Whether the area below it is tinted.</summary>
    public bool Filled { get; init; }

    /// <summary>The view it belongs to, where a chart has several of which one is shown at a time.</summary>
    public string? View { get; init; }

    /// <summary>Points alone, without a line between them.</summary>
    public bool PointsOnly { get; init; }

    /// <summary>The sign of a point: dot, cross, ring or square.</summary>
    public string? Sign { get; init; }
}
