using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests;

public sealed class ScalingTests
{
    private static readonly SuiteRun Smallest = Run(10, 1, 1000, 1, 15);

    [Fact]
    public void Sweep_has_its_table_of_scaling() => Snapshot.Match("sweep.md", SuiteReport.Render(new SuiteFile
    {
        System = "gateway",
        Kind = SuiteKind.Sweep,
        StartedAt = new DateTimeOffset(2026, 3, 1, 9, 30, 0, TimeSpan.Zero),
        DurationSeconds = 60,
        Outcome = VerdictOutcome.Pass,
        Runs =
        [
            Smallest, Run(100, 1, 6000, 1.2, 82), Run(1000, 1, 6100, 12, 97), Run(10, 2, 1900, 0.9, 30),
            Run(100, 2, 11000, 1.1, 160), Run(1000, 2, 11500, 11, 190) with { GeneratorVerdict = GeneratorVerdict.GeneratorLimited },
        ],
    }));

    [Theory]
    [InlineData(6000, 1.2, 60, "as expected")]
    [InlineData(6000, 3.0, 75, "latency begins to grow")]
    [InlineData(6000, 3.0, 90, "saturated: latency grows, as expected")]
    [InlineData(6000, 1.2, 90, "saturated, latency still flat")]
    [InlineData(6000, 3.0, 60, "UNEXPECTED: latency grows though the cores are free: contention or I/O")]
    [InlineData(1500, 1.2, 40, "UNEXPECTED: the rate does not grow though the cores are idle: contention or I/O")]
    public void More_clients_are_judged_by_the_cores_that_they_use(double rate, double p95, double cpu, string verdict)
    {
        SuiteRun run = Run(100, 1, rate, p95, cpu);

        Assert.Equal(verdict, Scaling.Verdict([Smallest, run], run));
    }

    [Theory]
    [InlineData(1800, 150, "near linear over cores")]
    [InlineData(1400, 150, "sublinear over cores")]
    [InlineData(1100, 150, "POOR over cores: contention, or one core does most of the work")]
    [InlineData(1100, 60, "the load does not use the added cores: add clients")]
    public void More_cores_are_judged_by_their_efficiency(double rate, double cpu, string verdict)
    {
        SuiteRun run = Run(10, 2, rate, 1, cpu);

        Assert.Equal(verdict, Scaling.Verdict([Smallest, run], run));
    }

    [Fact]
    public void A_rate_on_a_schedule_of_its_own_need_not_grow_with_the_clients()
    {
        SuiteRun run = Run(100, 1, 1000, 1, 15) with { Load = LoadModelKind.Paced };

        Assert.Equal("as expected", Scaling.Verdict([Smallest, run], run));
    }

    [Fact]
    public void What_cannot_be_judged_is_not()
    {
        SuiteRun limited = Run(100, 1, 6000, 1.2, 60) with { GeneratorVerdict = GeneratorVerdict.GeneratorLimited };
        SuiteRun failing = Run(100, 1, 6000, 1.2, 60) with { ErrorPercent = 2.5 };
        SuiteRun dead = Run(100, 1, 6000, 1.2, 60) with { Ending = RunEnding.TargetDied };
        SuiteRun unclear = Run(100, 1, 6000, 1.2, 60) with { GeneratorVerdict = GeneratorVerdict.Inconclusive };

        Assert.Equal("not judged: the generator was the limit", Scaling.Verdict([Smallest, limited], limited));
        Assert.Equal("overloaded: 2.50 % errors", Scaling.Verdict([Smallest, failing], failing));
        Assert.Equal("the target died", Scaling.Verdict([Smallest, dead], dead));
        Assert.Equal("not judged: the generator's verdict is inconclusive", Scaling.Verdict([Smallest, unclear], unclear));
        Assert.Equal("the smallest: the others are held against it", Scaling.Verdict([Smallest, limited], Smallest));
    }

    [Fact]
    public void Nothing_is_held_against_a_run_that_is_not_judged_itself()
    {
        SuiteRun idle = Run(100, 1, 1500, 3, 40), quick = Run(10, 2, 1100, 1, 150);
        SuiteRun unclear = Smallest with { GeneratorVerdict = GeneratorVerdict.Inconclusive };
        SuiteRun limited = Smallest with { GeneratorVerdict = GeneratorVerdict.GeneratorLimited };
        SuiteRun cut = Smallest with { Ending = RunEnding.Interrupted };

        Assert.Equal("not judged: the run with fewer clients has no conclusive verdict on its generator", Scaling.Verdict([unclear, idle], idle));
        Assert.Equal("not judged: the run on fewer cores has no conclusive verdict on its generator", Scaling.Verdict([unclear, quick], quick));
        Assert.Equal("not judged: the run with fewer clients was limited by the generator", Scaling.Verdict([limited, idle], idle));
        Assert.Equal("not judged: the run on fewer cores did not run to its end", Scaling.Verdict([cut, quick], quick));
    }

    [Fact]
    public void A_target_whose_cores_are_unknown_is_not_judged_as_if_it_had_one()
    {
        SuiteRun few = Smallest with { TargetCores = null }, many = Run(100, 1, 1500, 3, 40) with { TargetCores = null };

        Assert.Equal("the target's CPU share is not known", Scaling.Verdict([few, many], many));
    }

    [Fact]
    public void A_target_that_shares_a_core_with_the_generator_is_not_judged()
    {
        SuiteRun shared = Run(10, 2, 1100, 1, 150) with { SharesCores = true }, next = Run(100, 2, 1500, 3, 80);

        Assert.Equal("shares a core with the generator: not judged", Scaling.Verdict([Smallest, shared], shared));
        Assert.Equal("not judged: the run with fewer clients shared a core with the generator", Scaling.Verdict([shared, next], next));
    }

    private static SuiteRun Run(int clients, int cores, double rate, double p95, double cpu) => new()
    {
        Folder = $"clients-{clients}-cores-{cores}",
        Profile = "baseline",
        Mode = "pingpong",
        Outcome = VerdictOutcome.Pass,
        Ending = RunEnding.Completed,
        GeneratorVerdict = GeneratorVerdict.Valid,
        Load = LoadModelKind.Closed,
        DurationSeconds = 10,
        Clients = clients,
        RatePerSecond = rate,
        P50Ms = p95 / 2,
        P95Ms = p95,
        P99Ms = p95 * 2,
        MaxMs = p95 * 4,
        ErrorPercent = 0,
        TargetCpuPercent = cpu,
        TargetCores = cores,
    };
}
