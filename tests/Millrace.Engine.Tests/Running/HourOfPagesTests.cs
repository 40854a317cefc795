using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Probes;
using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Running;

/// <summary>An hour of pages of five operations, turned as fast as they can be: alone on the heap, which is measured.</summary>
[Collection(nameof(HourOfPagesTests)), CollectionDefinition(nameof(HourOfPagesTests), DisableParallelization = true)]
public sealed class HourOfPagesTests
{
    private const int Hour = 3600;
    private const int FiveMinutes = 300;
    private const int Tail = 2400;
    private const int PagesPerFile = 60;

    // Not flat to the byte: the series fills up to its bound, twice the points of a run file at most, 3,300 more of them than after five minutes, of some 300 bytes.
    private const long MayGrow = 2 << 20;
    private const long MostRunFileBytes = 3 << 20;

    [Fact]
    public async Task Memory_of_the_lab_stays_within_a_bound_over_an_hour_and_its_run_file_is_bounded()
    {
        using var temporary = new TempFolder();
        using RunFolder folder = RunFolder.Create(temporary.Combine("run"));
        Scenario scenario = Scenario.Of(new FakeSystem { Info = Five }, new FakeSystem().Profiles[0]) with { Clients = 50, Duration = TimeSpan.FromSeconds(Hour), WarmUp = TimeSpan.FromSeconds(10) };
        PhaseTimeline plan = PhaseTimeline.Plan(scenario.WarmUp, scenario.Duration, []);
        var collector = new Collector(plan.Phases.Count, Five.Operations.Count + 1);
        var target = new ExternalTarget(new Dictionary<string, Uri> { [""] = new("tcp://127.0.0.1:1") });
        await using ProbeSampler probes = await ProbeSampler.StartAsync(target);
        var stage = new RunStage
        {
            Target = target,
            Address = new Uri("tcp://127.0.0.1:1"),
            Processors = new Processors([null], null),
            Environment = new RunEnvironment { StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero), MillraceVersion = "0.1.0" },
            Probes = probes,
            Folder = folder,
        };
        var book = new RunBook(scenario, new Preflight(FaultTimeline.Empty, []), plan, shards: 1, collector, probes);
        using var crew = new AcceleratedCrew(plan, Five.Operations.Count, collector, book.Started);
        book.Timeline = crew.Timeline;

        // Whatever else the process still cleans up adds to some of the last measurements; what the lab keeps is in all of them.
        long after = 0, least = long.MaxValue;
        for (int second = 1; second <= Hour; second++)
        {
            (IntervalRecord interval, _) = await book.TurnPageAsync(crew);
            folder.AppendInterval(interval);
            if (second % PagesPerFile == 0)
            {
                folder.WriteRun(RunReport.Build(book, stage, crew, RunEnding.Running, [], [], new ProcessEnds(null, new Dictionary<string, TargetExit>(), 0)));
            }

            if (second == FiveMinutes)
            {
                after = GC.GetTotalMemory(forceFullCollection: true);
            }
            else if (second >= Tail && second % (2 * FiveMinutes) == 0)
            {
                least = Math.Min(least, GC.GetTotalMemory(forceFullCollection: true));
            }
        }

        long grown = least - after;
        Assert.True(grown <= MayGrow, $"{grown} bytes more in the last twenty minutes of an hour than after five minutes");
        Assert.InRange(new FileInfo(Path.Combine(folder.Path, RunFolder.RunName)).Length, 1, MostRunFileBytes);
        RunFile run = RunFolder.ReadRun(folder.Path);
        Assert.Equal(5, run.Operations.Count);
        Assert.InRange(run.Series.Count, 100, SeriesThinning.MaxPoints);

        // What the log has counted adds up to the run, though every second some answers came in after an edge.
        long counted = 0;
        foreach (IntervalRecord interval in RunFolder.ReadIntervals(folder.Path, new List<string>()))
        {
            counted += interval.Counted.Values.Sum(operation => operation.Ok);
        }

        Assert.Equal(run.Operations.Values.Sum(operation => operation.Ok), counted);
        GC.KeepAlive(book);
    }

    private static SystemInfo Five { get; } = new()
    {
        Name = "fake",
        Description = "five operations",
        Operations = ["announce", "scrape", "connect-again", "publish", "consume"],
        Modes = [new ModeInfo("echo", "there and back", new Closed())],
        Schemes = ["tcp"],
        DefaultPayloadBytes = FakeSystem.MessageBytes,
    };
}
