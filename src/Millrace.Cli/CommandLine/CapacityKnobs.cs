using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>The options of `millrace capacity`: what is searched and how, and those of `millrace run` that describe one step.</summary>
internal sealed class CapacityKnobs
{
    private const string Search = "search";

    public Knob<string[]> Slo { get; } = new(Search, "--slo", "objective",
        "What a load must meet to count as held, as thresholds are written; repeatable or separated by commas. It also needs 99 % of the offered load to be answered rightly within the step, but for what a condition of its own allows (errors, loss, failed ...).",
        null, "--slo \"p99<50ms, loss=0\"");

    public Knob<string?> By { get; } = new(Search, "--by", "axis",
        "What grows: rate (starts per second over a fixed number of clients, each on its own schedule) or clients (each with the profile's load).",
        "rate; clients where clients think, talk in real time or cannot keep a schedule", "--by clients");

    public Knob<string?> From { get; } = new(Search, "--from", "load", "The first load that is tried, per second or in clients.", "1000/s, or what the profile offers; a tenth of the profile's clients", "--from 5000");

    public Knob<string?> To { get; } = new(Search, "--to", "load", "The largest load that is tried.", "10,000,000/s; as many clients as the system can have", "--to 200000");

    public Knob<string?> Precision { get; } = new(Search, "--precision", "percent", "How far apart the two bounds may be at the end.", "5 %", "--precision 2%");

    public Knob<string?> MaxSteps { get; } = new(Search, "--max-steps", "count", "The most runs of the search.", "40");

    public Knob<string?> Budget { get; } = new(Search, "--budget", "time", "No step begins that would not end within this time, the headroom runs included; the first one always runs.", "15m", "--budget 5m");

    public Knob<string?> AtLeast { get; } = new(Search, "--at-least", "load",
        "For CI: this very load is tried, too, once it lies between the bounds. Exit code 1 where it was not seen to hold, 4 where the generator was the limit before it was reached.", null, "--at-least 20000");

    public Knob<string?> Expected { get; } = new(Search, "--expected", "load", "The load that you expect in production: after the search, one run at twice of it.", null, "--expected 8000");

    /// <summary>The options of a single run.</summary>
    public RunKnobs Run { get; } = new()
    {
        Profile = new(RunKnobs.Load, "--profile", "name", "Load profile: what each client does.", "the system's first profile", "--profile baseline"),
        Duration = new(Search, "--step-duration", "time", "Measured time of each step, after its warm-up.", "10s", "--step-duration 20s"),
    };

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Slo, By, From, To, Precision, Run.Duration, MaxSteps, Budget, AtLeast, Expected,
        .. Step,
    ];

    // By name: an option that `millrace run` gains does nothing here before somebody has thought of it.
    private IReadOnlyList<Option> Step =>
    [
        Run.Profile, Run.Mode, Run.Clients, Run.Warmup, Run.Think, Run.Window, Run.Payload, Run.NoRead, Run.Set, Run.Seed,
        Run.TargetAddress, Run.TargetPid, Run.TargetAddresses, Run.BackendCommand, Run.CompanionCommand, Run.Tls, Run.Insecure, Run.CertificateAuthority, Run.Timeout, Run.ConnectTimeout, Run.Authorized,
        Run.Proxy, Run.Reconnect, Run.Strict, Run.Out, Run.Label, Run.Note, Run.Report, Run.MetricsListen, Run.Otlp, Run.Json, Run.Quiet,
        Run.TargetCpus, Run.TargetMemory, Run.GeneratorCpus, Run.ProxyCpus, Run.Shards,
    ];
}
