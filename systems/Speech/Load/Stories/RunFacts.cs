using System.Globalization;
using Millrace.Results;

namespace Millrace.Speech.Load.Stories;

/// <summary>The figures that stories are made of, out of one run file: so that a suite says the same of a run as the run itself.</summary>
internal sealed class RunFacts(RunFile run)
{
    /// <summary>The load in a thousand bytes of memory and the like is said in these.</summary>
    public const double KiB = 1024, MiB = 1024 * 1024;

    /// <summary>Sessions that a run must have held for their weight to be told: with fewer it is the program's own that is shared out.</summary>
    public const int EnoughSessions = 100;

    public RunFile Run => run;

    public int Clients => run.Parameters.Clients;

    public double Seconds { get; } = Math.Max(run.Phases.Where(phase => phase.Measured).Sum(phase => phase.EndSeconds - phase.StartSeconds), 1e-9);

    /// <summary>Chunks over the WebSocket, in the measured phases.</summary>
    public OperationResult? Chunks => run.Operations.GetValueOrDefault("audio-chunk");

    public OperationResult? Rest => run.Operations.GetValueOrDefault("rest-transcribe");

    /// <summary>Attempts to open a stream over the whole run: where streams are long, they are opened before anything is measured.</summary>
    public Totals Opened => Totals.Of(run, "ws-connect");

    /// <summary>Answered chunks a second.</summary>
    public double ChunksPerSecond => (Chunks?.Ok ?? 0) / Seconds;

    /// <summary>Answered operations of any kind a second.</summary>
    public double AllPerSecond => run.Operations.Values.Sum(operation => operation.Ok) / Seconds;

    public int ChunkMs => Option(SpeechParameters.ChunkMs) is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out int ms) ? ms : 20;

    public int Workers => Option(SpeechParameters.Workers) is { } text && int.TryParse(text, CultureInfo.InvariantCulture, out int workers) ? workers : 1;

    public bool TracksSessions => Option(SpeechParameters.SessionTracking) != "false";

    /// <summary>The target's processor time for each chunk, in microseconds; null where there are too few chunks or it was not watched.</summary>
    public double? CpuMicrosecondsPerChunk => run.Target.Usage?.CpuSeconds is { } cpu && Chunks?.Ok is > 100 and var chunks ? cpu * 1e6 / chunks : null;

    /// <summary>Clients that were connected while it was measured: the fewest at any second.</summary>
    public long? Held => Measured(point => point.ConnectedClients is { } clients ? clients : null) is { Length: > 0 } points ? (long)points.Min() : null;

    /// <summary>Sessions open at the same time, in the modes that hold one each from the beginning to the end.</summary>
    public long? HeldSessions => run.Mode switch
    {
        SpeechModes.Stream => Held,
        SpeechModes.Idle => Held - 1, // one asks for health
        _ => null,
    };

    /// <summary>Resident memory of the target before the first client.</summary>
    public double? MemoryAtStart => run.Target.Usage?.RssBytesStart;

    /// <summary>Resident memory of the target in the second half of the measured time, the mean of its seconds: by then it is steady, or never.</summary>
    public double? MemorySteady => Measured(point => point.TargetRssBytes) is { Length: > 1 } points ? points[(points.Length / 2)..].Average() : null;

    /// <summary>
    /// Growth of resident memory from before the first client to the steady state, shared out to the sessions: an upper bound, for code and buffers of the whole are in it. Null where too few
    /// were held for the share of each to say anything.
    /// </summary>
    public double? MemoryPerSession => HeldSessions is >= EnoughSessions and var sessions && MemorySteady - MemoryAtStart is { } grown ? grown / sessions : null;

    public string? Option(string name) => run.Parameters.Options.GetValueOrDefault(name);

    public static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    public static TableCell Cell(double? value) => value is { } number ? new TableCell(number) : default;

    /// <summary>What stands before a rate: with a generator that was the limit, the target could have taken more.</summary>
    public string Bound => run.Generator.Verdict == GeneratorVerdict.GeneratorLimited ? ">= " : "";

    private double[] Measured(Func<SeriesPoint, double?> value)
    {
        string[] phases = [.. run.Phases.Where(phase => phase.Measured).Select(phase => phase.Name)];
        return [.. run.Series.Where(point => phases.Contains(point.Phase)).Select(value).OfType<double>()];
    }
}
