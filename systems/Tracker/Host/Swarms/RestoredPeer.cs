namespace Millrace.Tracker.Host.Swarms;

/// <summary>A peer that an earlier run of the tracker knew.</summary>
internal readonly record struct RestoredPeer
{
    /// <summary>Where it takes connections.</summary>
    public required PeerAddress Address { get; init; }

    /// <summary>True where it has everything.</summary>
    public required bool IsSeeder { get; init; }

    /// <summary>True where its completion has been counted.</summary>
    public required bool IsCounted { get; init; }

    /// <summary>Seconds since it was heard of.</summary>
    public required long AgeSeconds { get; init; }

    /// <summary>Completions of its swarm.</summary>
    public required uint Completed { get; init; }
}
