using Millrace.Results;

namespace Millrace.Tracker.Load;

/// <summary>Between what mean latencies an operation is expected on a local network, in milliseconds, and what its answer is.</summary>
internal sealed record ExpectedRange(TrackerOperation Operation, double FromMs, double ToMs, string Meaning)
{
    public static IReadOnlyList<ExpectedRange> All { get; } =
    [
        new(TrackerOperation.Connect, 0.1, 2, "Initial handshake to get a connection ID (16 byte response). Should be fastest: no state is looked up, only an ID made."),
        new(TrackerOperation.Announce, 0.5, 5, "Peer registration and peer list retrieval (20+ byte response). Is heaviest: state is changed and a peer list made."),
        new(TrackerOperation.Scrape, 0.2, 3, "Torrent statistics request (12 bytes per hash after 8). Is between the two: state is read only."),
    ];

    /// <summary>The operation's name in run files.</summary>
    public string Name => TrackerModes.Info.Operations[(int)Operation];

    /// <summary>The name of its status guide.</summary>
    public string GuideName => $"{Name}.meanMs";

    /// <summary>The mean of what was measured; null where nothing was.</summary>
    public double? MeanOf(RunFile run) => run.Operations.GetValueOrDefault(Name)?.Response?.MeanMs;
}
