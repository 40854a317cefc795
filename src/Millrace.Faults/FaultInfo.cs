namespace Millrace.Faults;

/// <summary>How a kind of fault is written and what it needs.</summary>
public sealed record FaultInfo
{
    /// <summary>The name in timelines: lower case, words joined by <c>_</c>.</summary>
    public required string Name { get; init; }

    /// <summary>One sentence for <c>millrace list</c>.</summary>
    public required string Summary { get; init; }

    /// <summary>Its parameters in the order in which they print.</summary>
    public IReadOnlyList<FaultParameter> Parameters { get; init; } = [];

    /// <summary>Whether the timeline names an end.</summary>
    public FaultEnd End { get; init; } = FaultEnd.Required;

    /// <summary>What of the target it works on.</summary>
    public required FaultScope Scope { get; init; }
}
