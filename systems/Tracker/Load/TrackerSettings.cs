using System.Globalization;
using System.Text;
using Millrace.Engine;
using Millrace.Results;
using Millrace.Tracker.Load.Plans;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load;

/// <summary>A scenario's parameters, read.</summary>
internal sealed record TrackerSettings
{
    /// <summary>The most places that all workers together may have; each costs a bit, and 20 bytes under zipf.</summary>
    public const long MaxPlaces = 20_000_000;

    public int Hashes { get; private init; } = 5;

    public int Wanted { get; private init; } = 50;

    public OperationMix Mix { get; private init; } = OperationMix.Default;

    public SwarmKind Swarms { get; private init; } = SwarmKind.Uniform;

    /// <summary>How many shared swarms there are; 0 where each worker has its own, or where their number follows from that of the workers.</summary>
    public int SwarmCount { get; private init; }

    public double ZipfExponent { get; private init; } = 1;

    public int ScrapeHashes { get; private init; } = 1;

    public TimeSpan IdAge { get; private init; } = TimeSpan.FromSeconds(60);

    public double Seeders { get; private init; } = 0.25;

    public bool Events { get; private init; } = true;

    public bool Retransmits { get; private init; }

    public int Sockets { get; private init; } = 256;

    public bool SocketPerWorker { get; private init; }

    /// <summary>Null: where the target is on this machine.</summary>
    public bool? CheckPeers { get; private init; }

    public string Path { get; private init; } = "";

    /// <summary>Where the run's info hashes are written to; empty for nowhere.</summary>
    public string HashList { get; private init; } = "";

    public bool IsIPv6 { get; private init; }

    public string Serve { get; private init; } = "";

    /// <summary>The settings of a scenario that was found right before.</summary>
    public static TrackerSettings Of(Scenario scenario)
    {
        TrackerSettings settings = Read(scenario.Parameters, out List<string> problems);
        return problems.Count == 0 ? settings : throw new ArgumentException(string.Join(" ", problems), nameof(scenario));
    }

    /// <summary>Reads parameters, with everything that is wrong with them.</summary>
    public static TrackerSettings Read(IReadOnlyDictionary<string, string> parameters, out List<string> problems)
    {
        var read = new ParameterReader(parameters, TrackerParameters.All);
        (SwarmKind kind, int swarms, double exponent) = read.Swarms();
        var settings = new TrackerSettings
        {
            Hashes = read.Whole(TrackerParameters.Hashes, 1, 1_000_000),
            Wanted = read.Whole(TrackerParameters.Wanted, -1, 10_000),
            Mix = read.Mix(),
            Swarms = kind,
            SwarmCount = swarms,
            ZipfExponent = exponent,
            ScrapeHashes = read.Whole(TrackerParameters.ScrapeHashes, 1, TrackerProtocol.MaxScrapeHashes),
            IdAge = read.Duration(TrackerParameters.IdAge),
            Seeders = read.Share(TrackerParameters.Seeders),
            Events = read.Flag(TrackerParameters.Events),
            Retransmits = read.Word(TrackerParameters.Retransmit, "none", "bep15") == "bep15",
            Sockets = read.Whole(TrackerParameters.Sockets, 1, 256),
            SocketPerWorker = read.Flag(TrackerParameters.SocketPerWorker),
            CheckPeers = read.Word(TrackerParameters.CheckPeers, "auto", "true", "false") switch { "true" => true, "false" => false, _ => null },
            Path = read.Text(TrackerParameters.Path),
            HashList = read.Text(TrackerParameters.HashList),
            IsIPv6 = read.Word(TrackerParameters.Family, "ipv4", "ipv6") == "ipv6",
            Serve = read.Text(TrackerParameters.Serve),
        };
        problems = read.Problems;
        if (settings.Swarms == SwarmKind.Uniform && settings.SwarmCount > 0 && settings.Hashes > settings.SwarmCount)
        {
            problems.Add($"{TrackerParameters.Hashes} is {settings.Hashes}, but there are only {settings.SwarmCount} swarms to be in; name more of them or fewer hashes.");
        }

        if (Encoding.UTF8.GetByteCount(settings.Path) is > 1024 and var bytes)
        {
            problems.Add($"{TrackerParameters.Path} has {bytes} bytes; at most 1,024 fit into a datagram that nobody splits.");
        }

        if (settings.HashList.Length > 0 && !Directory.Exists(System.IO.Path.GetDirectoryName(System.IO.Path.GetFullPath(settings.HashList))))
        {
            problems.Add($"{TrackerParameters.HashList} is '{settings.HashList}', and there is no such folder to write it to.");
        }

        return settings;
    }

    /// <summary>Everything that is wrong with a scenario.</summary>
    public static IEnumerable<string> Validate(Scenario scenario)
    {
        TrackerSettings settings = Read(scenario.Parameters, out List<string> problems);
        foreach (string problem in problems)
        {
            yield return problem;
        }

        if ((long)scenario.Clients * settings.Hashes is > MaxPlaces and var places)
        {
            yield return string.Create(CultureInfo.InvariantCulture, $"{scenario.Clients:#,0} workers with {settings.Hashes:#,0} hashes each are {places:#,0} peers; at most {MaxPlaces:#,0} can be told apart.");
        }

        if (scenario.Load is Engine.Loads.Flood)
        {
            yield return "a worker has one request at a time, as clients of trackers do: leave out flood and take more workers with --clients.";
        }

        if (settings.Retransmits && scenario.OperationTimeout <= TimeSpan.FromSeconds(15))
        {
            yield return $"{TrackerParameters.Retransmit}=bep15 sends again after 15 s, and a request counts as lost after {Durations.Format(scenario.OperationTimeout)}: nothing would ever be sent again. Take a longer --timeout, such as 60s.";
        }

        if (scenario.Target is { } target && target.Port <= 0)
        {
            yield return $"target {target} names no port; trackers have no fixed one, but many use {TrackerProtocol.DefaultPort}: udp://{target.Host}:{TrackerProtocol.DefaultPort}.";
        }

        IReadOnlyList<string> serve = OptionWords.In(settings.Serve);
        if (OptionWords.Names(serve, "--port"))
        {
            yield return $"{TrackerParameters.Serve} names --port, but the tracker that millrace starts takes a free port and says which: leave it out, or start `millrace serve tracker --port N` yourself and name it with --target udp://127.0.0.1:N.";
        }

        if (OptionWords.Names(serve, "--ready-json"))
        {
            yield return $"{TrackerParameters.Serve} names --ready-json, which millrace gives to the tracker that it starts anyway: leave it out.";
        }

        if (scenario.Target is not null && settings.Serve.Length > 0)
        {
            yield return $"{TrackerParameters.Serve} is about the tracker that millrace starts, and --target names one that runs already; leave one of them out.";
        }

        if (scenario.Target is not null && settings.IsIPv6)
        {
            yield return $"{TrackerParameters.Family} is about the tracker that millrace starts; for one that runs already the address decides, as in udp://[::1]:{TrackerProtocol.DefaultPort}.";
        }
    }
}
