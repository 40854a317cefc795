using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>The options of `millrace sweep`: what varies, and those of `millrace run` that one value is enough for.</summary>
internal sealed class SweepKnobs
{
    private const string Sweep = "sweep";

    public Knob<string?> Clients { get; } = new(Sweep, "--clients", "counts", "Client counts, one run each, in this order.", "10,100,1000", "--clients 10,100,1000,10000");

    public Knob<string?> TargetShards { get; } = new(Sweep, "--target-shards", "counts",
        "Cores of the embedded target, and so its event loops: every client count is run on each.", "the usual cores, as in a run", "--target-shards 1,2");

    /// <summary>The options of a single run.</summary>
    public RunKnobs Run { get; } = new()
    {
        Profile = new(RunKnobs.Load, "--profile", "name", "Load profile.", "the system's first profile", "--profile baseline"),
    };

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All => [Clients, TargetShards, .. Run.All.Except([Run.Clients, Run.TargetCpus, Run.Against, Run.ProfileTarget, Run.Repeats, Run.SeedEach])];
}
