namespace Millrace.Live;

/// <summary>What an operator may choose of a Live server. Every option has a default that is safe on the open Internet.</summary>
public sealed record LiveOptions
{
    /// <summary>Events that one session may raise per second, on average; 0 for no limit.</summary>
    public int EventsPerSecond { get; init; } = 100;

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate() => EventsPerSecond >= 0 ? [] : [$"EventsPerSecond is {EventsPerSecond}; give 0 for no limit, or more."];
}
