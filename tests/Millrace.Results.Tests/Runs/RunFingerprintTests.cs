using Xunit;

namespace Millrace.Results.Tests;

public sealed class RunFingerprintTests
{
    private static readonly RunFile Run = SampleRun.Create();

    [Fact]
    public void It_is_stable_between_processes_and_versions() => Assert.Equal(
        "97c2b92aaf3ec8db", RunFingerprint.Of(Run with { Proxy = null, Parameters = Run.Parameters with { Iterations = null, TargetMemoryBytes = null } }));

    [Fact]
    public void It_survives_the_file() => Assert.Equal(RunFingerprint.Of(Run), RunFingerprint.Of(RunJson.Deserialize(RunJson.Serialize(Run))));

    [Fact]
    public void What_may_differ_between_comparable_runs_does_not_change_it()
    {
        Assert.All(
            (RunFile[])
            [
                Run with { Parameters = Run.Parameters with { Seed = 43 } },
                Run with { Parameters = Run.Parameters with { Reconnect = null } },
                Run with { Parameters = Run.Parameters with { CommandLine = "other" } },
                Run with { Parameters = Run.Parameters with { Target = "ws://127.0.0.1:1/ws/" } },
                Run with { Proxy = Run.Proxy! with { Address = "127.0.0.1:1", Pid = 1, Cost = null } },
                Run with { Environment = Run.Environment with { GitCommit = "fedc", GitDirty = false, MillraceVersion = "0.2.0" } },
                Run with { Environment = Run.Environment with { StartedAt = DateTimeOffset.UnixEpoch, HostHash = "other", Kernel = "6.8.0-32" } },
                Run with { Environment = Run.Environment with { MemoryBytes = Run.Environment.MemoryBytes + 4096 } },
                Run with { Operations = new Dictionary<string, OperationResult>(), Verdict = new Verdict(), Labels = new Dictionary<string, string>() },
                Run with { Faults = [Run.Faults[0] with { DetectMs = 5, InjectedAtSeconds = 5.5 }] },
                // From the start of the run, so connecting and warm-up are in them.
                Run with { Faults = [Run.Faults[0] with { AtSeconds = 7.1, UntilSeconds = 10.1 }] },
            ],
            changed => Assert.Equal(RunFingerprint.Of(Run), RunFingerprint.Of(changed)));
    }

    [Fact]
    public void What_makes_runs_incomparable_changes_it_and_each_change_in_its_own_way()
    {
        RunParameters parameters = Run.Parameters;
        RunFile[] changed =
        [
            Run,
            Run with { System = "tracker" },
            Run with { Profile = "spike" },
            Run with { Mode = "blast" },
            Run with { Parameters = parameters with { Clients = 101 } },
            Run with { Parameters = parameters with { Reconnect = "storm" } },
            Run with { Parameters = parameters with { DurationSeconds = 31 } },
            Run with { Parameters = parameters with { PayloadBytes = null } },
            Run with { Parameters = parameters with { Tls = false } },
            Run with { Parameters = parameters with { Embedded = false } },
            Run with { Parameters = parameters with { Embedded = false, Target = "ws://10.0.0.7/ws/" } },
            Run with { Parameters = parameters with { LoadModel = parameters.LoadModel with { Kind = LoadModelKind.Paced } } },
            Run with { Parameters = parameters with { LoadModel = parameters.LoadModel with { Stages = [new LoadStage(30, 1000)] } } },
            Run with { Parameters = parameters with { Options = new Dictionary<string, string> { ["frame"] = "binary" } } },
            Run with { Environment = Run.Environment with { Cores = 4 } },
            Run with { Environment = Run.Environment with { GcMode = "server" } },
            Run with { Environment = Run.Environment with { TargetCpus = null } },
            Run with { Environment = Run.Environment with { TargetCpus = "" } },
            Run with { Proxy = null },
            Run with { Proxy = Run.Proxy! with { Transport = "udp" } },
            Run with { Parameters = parameters with { Iterations = 1000 } },
            Run with { Faults = [] },
            Run with { Faults = [Run.Faults[0] with { Spec = "pause@5s..9s", UntilSeconds = 9 }] },
        ];

        Assert.Equal(changed.Length, changed.Select(RunFingerprint.Of).Distinct().Count());
    }
}
