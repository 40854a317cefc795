using Millrace.Engine;
using Millrace.Engine.Running;
using Millrace.Results;

namespace Millrace.Cli.Tests;

/// <summary>A lab that remembers what it was asked for and answers with a given run.</summary>
internal sealed class FakeLab(Func<Scenario, RunFile>? answer = null)
{
    public List<Scenario> Asked { get; } = [];

    public static Composition Composition(FakeLab? lab = null) => new()
    {
        Systems = [new FakeSystem()],
        Lab = (lab ?? new FakeLab()).RunAsync,
        Own = Cli.Composition.Real.Own,
    };

    public static RunFile Answer(Scenario scenario) => new()
    {
        System = scenario.System.Info.Name,
        Profile = scenario.Profile.Name,
        Mode = scenario.Mode,
        Environment = new RunEnvironment { StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), MillraceVersion = "0.1.0" },
        Parameters = new RunParameters
        {
            Clients = scenario.Clients,
            DurationSeconds = scenario.Duration.TotalSeconds,
            CommandLine = scenario.CommandLine,
            LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed" },
        },
        Accounting = new Accounting { Due = 100, Sent = 100, Ok = 100, Received = 100 },
        Generator = new GeneratorResult { Verdict = GeneratorVerdict.Valid },
        Verdict = new Verdict { Outcome = VerdictOutcome.Pass, Ending = RunEnding.Completed },
    };

    public Task<RunFile> RunAsync(Scenario scenario, ILabProgress progress, CancellationToken cancellationToken)
    {
        Asked.Add(scenario);
        progress.Note(new LabNote(TimeSpan.Zero, "connecting"));
        progress.Tick(new LabTick { Elapsed = TimeSpan.FromSeconds(1), Clients = scenario.Clients, Point = new SeriesPoint { AtSeconds = 0, Phase = "steady", OkPerSecond = 1234, P50Ms = 0.5 } });
        try
        {
            return Task.FromResult((answer ?? Answer)(scenario));
        }
        catch (LabException refused)
        {
            return Task.FromException<RunFile>(refused);
        }
    }
}
