using System.Collections.Concurrent;
using System.Net;
using Millrace.Engine;
using Millrace.Tracker.Load.Plans;
using Millrace.Tracker.Load.Workers;

namespace Millrace.Tracker.Load;

/// <summary>What the workers of one run share over all shards: settings, the plan of swarms, and the first answer of each wrong kind.</summary>
internal sealed class TrackerRun
{
    private readonly ConcurrentDictionary<AnswerFault, string> _examples = new();

    public TrackerRun(Scenario scenario)
    {
        Settings = TrackerSettings.Of(scenario);
        Plan = SwarmPlan.Of(Settings, scenario.Clients, scenario.Seed);
        Datagrams = new Datagrams(Settings, Plan);
    }

    public TrackerSettings Settings { get; }

    public SwarmPlan Plan { get; }

    public Datagrams Datagrams { get; }

    /// <summary>Where the tracker was found to be; null before the first worker has looked.</summary>
    public IPAddress? Target { get; set; }

    /// <summary>By kind, the first wrong answer of the run in words.</summary>
    public IReadOnlyDictionary<AnswerFault, string> Examples => _examples;

    /// <summary>True where peers in answers must be workers of this run.</summary>
    public bool ChecksPeers(IPAddress target) => Settings.CheckPeers ?? IPAddress.IsLoopback(target);

    /// <summary>True where peers in this run's answers were checked. Where the tracker was not even found it is as its settings say.</summary>
    public bool ChecksPeers() => Target is { } found ? ChecksPeers(found) : Settings.CheckPeers != false;

    /// <summary>Writes the run's info hashes to a file where one is named. Returns why it could not, or null. Never on a shard: it may take seconds.</summary>
    public string? WriteHashes()
    {
        if (Settings.HashList.Length == 0)
        {
            return null;
        }

        try
        {
            File.WriteAllLines(Settings.HashList, Enumerable.Range(0, Plan.Swarms).Select(swarm => Plan.HashOf(swarm).ToString()));
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
        {
            return $"{TrackerParameters.HashList} is '{Settings.HashList}', which cannot be written: {e.Message} Name a file in a folder where you may write.";
        }
    }

    /// <summary>Keeps the words for a wrong answer, where it is the first of its kind.</summary>
    public void Note(AnswerFault fault, TrackerOperation operation, int worker, ReadOnlySpan<byte> datagram)
    {
        if (!_examples.ContainsKey(fault))
        {
            string head = Convert.ToHexStringLower(datagram[..Math.Min(datagram.Length, 32)]);
            _examples.TryAdd(fault, FormattableString.Invariant($"the answer to {(operation == TrackerOperation.Announce ? "an" : "a")} {operation.ToString().ToLowerInvariant()} of worker {worker} has {datagram.Length} bytes and begins with {head}"));
        }
    }
}
