namespace Millrace.Cli.Scenarios;

/// <summary>What one part of a scenario file says: its common keys, or those of one of its runs.</summary>
internal sealed record ScenarioPart
{
    public FileValues Values { get; init; } = new();

    /// <summary>The weights of its mix, as name=weight; null where it has none. Which setting they are, the system says.</summary>
    public IReadOnlyList<FileValue>? Mix { get; set; }
}
