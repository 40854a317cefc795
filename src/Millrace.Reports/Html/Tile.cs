namespace Millrace.Reports.Html;

/// <summary>One figure in large type.</summary>
/// <param name="Name">What it is.</param>
/// <param name="Value">It, with its unit.</param>
internal sealed record Tile(string Name, string Value)
{
    /// <summary>What stands below it in small type.</summary>
    public string? More { get; init; }

    /// <summary>good, fair or bad where the figure itself is news.</summary>
    public string? Tone { get; init; }
}
