using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Swarms;

/// <summary>An announce on its way to the swarm's stripe.</summary>
internal readonly ref struct Announcement
{
    /// <summary>The swarm's name.</summary>
    public required InfoHash Hash { get; init; }

    /// <summary>Where the swarm belongs.</summary>
    public required SwarmPlace Place { get; init; }

    /// <summary>Who announces.</summary>
    public required PeerAddress Peer { get; init; }

    /// <summary>What it is now.</summary>
    public required PeerRole Role { get; init; }

    /// <summary>True where it says that it has just got the last piece.</summary>
    public required bool IsCompleted { get; init; }

    /// <summary>Peers wanted.</summary>
    public required int Wanted { get; init; }

    /// <summary>The tick of <see cref="PeerClock"/>.</summary>
    public required int Tick { get; init; }
}
