namespace Millrace.Tracker.Wire;

/// <summary>What a request asks for and an answer is. Source: BEP 15.</summary>
public enum TrackerAction : uint
{
    /// <summary>Asks for a connection id.</summary>
    Connect = 0,

    /// <summary>Says that a peer takes part in a swarm, and asks for others.</summary>
    Announce = 1,

    /// <summary>Asks how many take part in swarms.</summary>
    Scrape = 2,

    /// <summary>An answer only: a text for a person.</summary>
    Error = 3,
}
