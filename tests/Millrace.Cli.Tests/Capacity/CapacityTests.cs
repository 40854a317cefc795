using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Cli.Tests.Capacity;

public sealed class CapacityTests : IDisposable
{
    private readonly TempFolder _folder = new();

    [Fact]
    public void Search_finds_the_knee_and_leaves_a_folder_for_each_step_and_one_page()
    {
        var lab = new FakeLab(Knee(10_000));

        CommandRun run = Run(lab, "--slo", "p99<50ms, loss=0");

        Assert.Equal(0, run.Exit);
        SuiteFile suite = RunFolder.ReadSuite(_folder.Combine("run"));
        CapacityResult found = suite.Capacity!;
        Assert.Equal((SuiteKind.Capacity, VerdictOutcome.Pass, "rate", "p99<50ms, loss=0"), (suite.Kind, suite.Outcome, found.Axis, found.Slo));
        Assert.InRange(10_000, found.Sustained!.Value, found.Missed!.Value);
        Assert.InRange(found.Missed.Value / found.Sustained.Value, 1, 1.0500001);
        Assert.All(found.Steps, step => Assert.True(File.Exists(_folder.Combine("run", step.Folder, "report.md"))));
        Assert.Equal(lab.Asked.Count, suite.Runs.Count);
        Assert.All(lab.Asked, scenario => Assert.Equal(["p99<50ms", "loss=0"], scenario.Thresholds));
        Assert.All(lab.Asked, scenario => Assert.Equal((100, TimeSpan.FromSeconds(10), TimeSpan.FromSeconds(2)), (scenario.Clients, scenario.Duration, scenario.WarmUp)));
        string page = File.ReadAllText(_folder.Combine("run", "report.md"));
        Assert.Contains("# gateway capacity: PASS", page, StringComparison.Ordinal);
        Assert.Contains("xychart-beta", page, StringComparison.Ordinal);
        Assert.Contains("## Steps", page, StringComparison.Ordinal);
        Assert.Contains($" meet p99<50ms, loss=0, and ", run.Out, StringComparison.Ordinal);
        Assert.Contains(" left)", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Half_of_the_capacity_and_twice_the_expected_load_are_run_afterwards()
    {
        CommandRun run = Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--expected", "8000");

        CapacityResult found = RunFolder.ReadSuite(_folder.Combine("run")).Capacity!;
        Assert.Equal(2, found.Headroom.Count);
        Assert.Equal(found.Sustained!.Value / 2, found.Headroom[0].Run.Load);
        Assert.Equal(CapacityOutcome.Met, found.Headroom[0].Run.Outcome);
        Assert.Equal((16_000, CapacityOutcome.Missed), (found.Headroom[1].Run.Load, found.Headroom[1].Run.Outcome));
        Assert.Contains("Begin to optimize when the daily load comes up to this", run.Out, StringComparison.Ordinal);
        Assert.Contains("Twice the expected load, 16,000/s, misses the objective", run.Out, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("5000", 0)]
    [InlineData("20000", 1)]
    public void At_least_makes_it_a_check(string least, int exit) =>
        Assert.Equal(exit, Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--at-least", least, "--quiet").Exit);

    [Theory]
    [InlineData("9950", 0, VerdictOutcome.Pass)]
    [InlineData("10050", 1, VerdictOutcome.Fail)]
    public void Load_that_at_least_names_is_tried_itself_between_bounds_that_are_near(string least, int exit, VerdictOutcome outcome)
    {
        Assert.Equal(exit, Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--at-least", least).Exit);
        Assert.Equal(outcome, RunFolder.ReadSuite(_folder.Combine("run")).Outcome);
    }

    [Fact]
    public void Load_that_the_search_did_not_come_to_is_not_called_missed()
    {
        CommandRun run = Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--at-least", "9000", "--max-steps", "3");

        Assert.Equal(1, run.Exit);
        Assert.Equal(VerdictOutcome.Partial, RunFolder.ReadSuite(_folder.Combine("run")).Outcome);
        Assert.Contains("Whether 9,000/s hold, as --at-least asks, was not shown", run.Out, StringComparison.Ordinal);
        Assert.Contains("## Left out", File.ReadAllText(_folder.Combine("run", "report.md")), StringComparison.Ordinal);
    }

    [Fact]
    public void Run_at_twice_the_expected_load_that_cannot_be_carried_out_is_said()
    {
        CommandRun run = Run(new FakeLab(Knee(40)), "--slo", "p99<50ms", "--by", "clients", "--expected", "0.4");

        Assert.Contains("The run at twice the expected load, 0.8 clients, was left out: it is less than one client.", run.Out, StringComparison.Ordinal);
        Assert.Contains("0.8 clients", Assert.Single(RunFolder.ReadSuite(_folder.Combine("run")).Capacity!.Remarks!), StringComparison.Ordinal);
    }

    [Fact]
    public void Reports_that_are_asked_for_are_written_for_each_step_and_for_the_search()
    {
        Assert.Equal(0, Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--report", "junit", "--report", $"csv={_folder.Combine("steps.csv")}").Exit);

        Assert.All(RunFolder.ReadSuite(_folder.Combine("run")).Runs, step => Assert.NotEmpty(Directory.GetFiles(_folder.Combine("run", step.Folder), "*.xml")));
        Assert.True(File.Exists(_folder.Combine("steps.csv")));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(4, "--strict")]
    [InlineData(4, "--at-least", "50000")]
    [InlineData(0, "--at-least", "2000")]
    public void Generator_that_is_the_limit_is_said_and_fails_only_where_somebody_relies_on_it(int exit, params string[] more)
    {
        CommandRun run = Run(new FakeLab(Knee(20_000, wall: 9_000)), ["--slo", "p99<50ms", .. more]);

        Assert.Equal(exit, run.Exit);
        Assert.Contains("generator-limited: how much more the target holds is not known", run.Out, StringComparison.Ordinal);
        Assert.True(RunFolder.ReadSuite(_folder.Combine("run")).Capacity!.GeneratorLimited);
    }

    [Fact]
    public void No_load_that_meets_the_objective_is_a_failure_and_names_the_smallest_tried()
    {
        CommandRun run = Run(new FakeLab(Knee(0)), "--slo", "p99<50ms", "--from", "64");

        Assert.Equal(1, run.Exit);
        Assert.Contains("No load met p99<50ms; the smallest that was tried is 0.1/s.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Clients_can_be_what_grows()
    {
        var lab = new FakeLab(Knee(700));

        CommandRun run = Run(lab, "--slo", "p99<50ms", "--by", "clients", "--from", "10");

        Assert.Equal(0, run.Exit);
        CapacityResult found = RunFolder.ReadSuite(_folder.Combine("run")).Capacity!;
        Assert.Equal("clients", found.Axis);
        Assert.InRange(700, found.Sustained!.Value, found.Missed!.Value - 1);
        Assert.All(lab.Asked, scenario => Assert.IsType<Closed>(scenario.Load));
        Assert.Contains(" clients meet p99<50ms", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Interrupted_search_reports_the_bounds_so_far()
    {
        using var stop = new CancellationTokenSource();
        var lab = new FakeLab(scenario =>
        {
            if (LoadOf(scenario) > 3_000)
            {
                stop.Cancel();
                throw new OperationCanceledException(stop.Token);
            }

            return Knee(10_000)(scenario);
        });

        CommandRun run = CommandRun.Of(FakeLab.Composition(lab) with { Stop = stop.Token }, "capacity", "gateway", "--out", _folder.Combine("run"), "--slo", "p99<50ms");

        Assert.Equal(130, run.Exit);
        CapacityResult found = RunFolder.ReadSuite(_folder.Combine("run")).Capacity!;
        Assert.Equal(2_000, found.Sustained);
        Assert.Empty(found.Headroom);
        Assert.Contains("The search ended because it was interrupted.", run.Out, StringComparison.Ordinal);
    }

    [Fact]
    public void Json_leaves_standard_output_to_the_machine()
    {
        CommandRun run = Run(new FakeLab(Knee(10_000)), "--slo", "p99<50ms", "--json");

        using var suite = System.Text.Json.JsonDocument.Parse(run.Out);
        Assert.Equal("rate", suite.RootElement.GetProperty("capacity").GetProperty("axis").GetString());
        Assert.Contains("step 1, coarse ramp: 1,000/s", run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("there is no objective to search by")]
    [InlineData("the rate is what the search varies", "--slo", "rate>100/s")]
    [InlineData("threshold 'p99<'", "--slo", "p99<")]
    [InlineData("there is no axis \"client\"", "--slo", "p99<1s", "--by", "client")]
    [InlineData("the clients are what the search varies", "--slo", "p99<1s", "--by", "clients", "--clients", "5")]
    [InlineData("the search would begin at 500 and end at 100", "--slo", "p99<1s", "--from", "500", "--to", "100")]
    [InlineData("is not a share from 0.5% to 50%", "--slo", "p99<1s", "--precision", "0")]
    [InlineData("a search varies the load of one profile", "--slo", "p99<1s", "--profile", "all")]
    [InlineData("--expected", "--slo", "p99<1s", "--expected", "0")]
    [InlineData("--at-least", "--slo", "p99<1s", "--at-least", "0")]
    [InlineData("the search ends at 5,000, so that 6,000 can never be seen to hold", "--slo", "p99<1s", "--to", "5000", "--at-least", "6000")]
    [InlineData("the search would begin at 2 and end at 1", "--slo", "p99<1s", "--by", "clients", "--from", "1.6", "--to", "1.9")]
    [InlineData("leave the abort out", "--slo", "p99<1s abort")]
    [InlineData("clients that keep a schedule do not think", "--slo", "p99<1s", "--by", "rate", "--think", "1s")]
    [InlineData("there is no option \"--repeats\"", "--slo", "p99<1s", "--repeats", "2")]
    [InlineData("there is no option \"--seed-each\"", "--slo", "p99<1s", "--seed-each")]
    [InlineData("there is no option \"--rate\"", "--slo", "p99<1s", "--rate", "5")]
    [InlineData("there is no option \"--fault\"", "--slo", "p99<1s", "--fault", "pause@1s..2s")]
    public void What_cannot_be_searched_is_refused(string what, params string[] options)
    {
        var lab = new FakeLab();

        CommandRun run = Run(lab, options);

        Assert.Equal(2, run.Exit);
        Assert.Empty(lab.Asked);
        Assert.Contains(what, run.Error, StringComparison.Ordinal);
        Assert.Contains("`millrace capacity", run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public void System_that_has_no_schedule_is_searched_by_clients_and_says_so_otherwise()
    {
        var lab = new FakeLab(Knee(40));
        CommandRun byRate = CommandRun.Of(Composition.Real with { Lab = lab.RunAsync }, "capacity", "amqp", "--slo", "p99<50ms", "--by", "rate", "--out", _folder.Combine("rate"));

        Assert.Equal(2, byRate.Exit);
        Assert.Contains("amqp cannot be driven at a given rate", byRate.Error, StringComparison.Ordinal);
        Assert.Contains("--by clients", byRate.Error, StringComparison.Ordinal);

        CommandRun byClients = CommandRun.Of(Composition.Real with { Lab = lab.RunAsync }, "capacity", "amqp", "--slo", "p99<50ms", "--out", _folder.Combine("clients"));

        Assert.Equal(0, byClients.Exit);
        Assert.Equal("clients", RunFolder.ReadSuite(_folder.Combine("clients")).Capacity!.Axis);
        Assert.All(lab.Asked, scenario => Assert.Null(scenario.Iterations));
    }

    [Theory]
    [InlineData("gateway", "rate")]
    [InlineData("live", "rate")]
    [InlineData("speech", "clients")]
    [InlineData("tracker", "rate")]
    [InlineData("amqp", "clients")]
    public void Every_system_has_an_axis_of_its_own(string system, string axis)
    {
        var lab = new FakeLab(Knee(3_000));
        CommandRun run = CommandRun.Of(Composition.Real with { Lab = lab.RunAsync }, "capacity", system, "--slo", "p99<50ms", "--out", _folder.Combine(system));

        Assert.Equal("", run.Error);
        Assert.Equal(axis, RunFolder.ReadSuite(_folder.Combine(system)).Capacity!.Axis);
    }

    public void Dispose() => _folder.Dispose();

    private static double LoadOf(Scenario scenario) => scenario.Load is Paced paced ? paced.RatePerClient * scenario.Clients : scenario.Clients;

    // A target that holds so much, and a generator that offers so much.
    private static Func<Scenario, RunFile> Knee(double knee, double wall = double.PositiveInfinity) => scenario =>
    {
        double load = LoadOf(scenario);
        double p99 = load > wall ? 400 : load <= knee ? 5 + (10 * load / knee) : 900;
        return FakeLab.Answer(scenario) with
        {
            Thresholds =
            [
                .. scenario.Thresholds.Select(text => new ThresholdResult
                {
                    Expression = text, Observed = text.StartsWith("p99", StringComparison.Ordinal) ? p99 : 0, Unit = "ms",
                    Outcome = text.StartsWith("p99", StringComparison.Ordinal) && p99 > 50 ? ThresholdOutcome.Fail : ThresholdOutcome.Pass,
                }),
            ],
            Generator = new GeneratorResult { Verdict = load > wall ? GeneratorVerdict.GeneratorLimited : GeneratorVerdict.Valid, Reasons = load > wall ? ["a generator thread used 97% of its processor"] : [] },
        };
    };

    private CommandRun Run(FakeLab lab, params string[] options) =>
        CommandRun.Of(FakeLab.Composition(lab), ["capacity", "gateway", "--out", _folder.Combine("run"), .. options]);
}
