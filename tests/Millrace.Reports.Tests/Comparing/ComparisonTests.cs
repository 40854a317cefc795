using Millrace.Reports.Comparing;
using Millrace.Results;
using Millrace.Testing;
using Xunit;

namespace Millrace.Reports.Tests.Comparing;

public sealed class ComparisonTests
{
    private static readonly ComparisonOptions Options = new();

    [Fact]
    public void Repeats_are_judged_run_by_run_and_read_in_every_format()
    {
        var source = new SyntheticRuns(11);

        var comparison = Comparison.Of([source.Set(10)], [source.Set(10, 1.08)], Options);

        Assert.Equal(ChangeVerdict.Slower, comparison.Verdict);
        Assert.Empty(comparison.Refusals);
        Snapshot.Match("repeats.md", ComparisonReport.Markdown(comparison));
        Assert.Contains("<h1>Comparison: SLOWER</h1>", ComparisonReport.Html(comparison), StringComparison.Ordinal);
        Snapshot.Match("repeats.txt", ComparisonReport.Text(comparison));
        Assert.StartsWith("{\n  \"schema\": \"millrace-comparison/1\",\n  \"verdict\": \"slower\",", comparison.ToJson(), StringComparison.Ordinal);
    }

    [Fact]
    public void Single_runs_are_cut_into_blocks_and_the_page_says_what_they_cannot_show()
    {
        var source = new SyntheticRuns(12) { RunVariation = 0 };

        SetComparison found = Comparison.Of([source.Single()], [source.Single()], Options).Sets.Single();

        Assert.Equal((ChangeVerdict.Same, SampleKind.Blocks), (found.Verdict, found.Kind));
        Assert.Contains(found.Notes, note => note.Contains("cannot be seen in one run of each", StringComparison.Ordinal));
        Assert.InRange(found.Metrics[0].SamplesNow, 6, 16);
    }

    [Fact]
    public void Single_runs_without_their_seconds_are_not_judged_and_say_why()
    {
        SetComparison found = SetComparison.Of(new SyntheticRuns(1).Set(1), new SyntheticRuns(2).Set(1), Options);

        Assert.Equal(ChangeVerdict.Unknown, found.Verdict);
        Assert.Contains(found.Notes, note => note.Contains("no interval log", StringComparison.Ordinal));
    }

    [Fact]
    public void Different_parameters_machines_and_systems_are_refused_by_name_with_both_values()
    {
        RunFile run = SampleRuns.Baseline;
        SampleSet set = Sampling.Of(run);

        Assert.Contains("clients: 100 before, 200 now", Refusal(run with { Parameters = run.Parameters with { Clients = 200 } }), StringComparison.Ordinal);
        Assert.Contains("setting compression: off before, on now", Refusal(run with { Parameters = run.Parameters with { Options = new Dictionary<string, string> { ["compression"] = "on" } } }), StringComparison.Ordinal);
        Assert.Contains("different machines: cores: 4 before, 8 now", Refusal(run with { Environment = run.Environment with { Cores = 8 } }), StringComparison.Ordinal);
        Assert.Contains("different systems, which have nothing to be compared by: system: gateway before, tracker now", Refusal(run with { System = "tracker" }), StringComparison.Ordinal);
        Assert.Contains("the generator's verdicts differ: valid before, generator-limited now", Refusal(run with { Generator = new GeneratorResult { Verdict = GeneratorVerdict.GeneratorLimited } }), StringComparison.Ordinal);
        Assert.Contains("did not run to its end: interrupted", Refusal(run with { Verdict = new Verdict { Ending = RunEnding.Interrupted } }), StringComparison.Ordinal);

        string Refusal(RunFile other) => Comparison.Of([set with { Runs = [set.Runs[0] with { Ending = RunEnding.Completed }] }], [Sampling.Of(other)], Options).Refusals[0];
    }

    [Fact]
    public void Across_machines_is_judged_where_asked_for_and_said_in_large_letters()
    {
        SampleSet before = new SyntheticRuns(3).Set(10), now = new SyntheticRuns(4).Set(10) with { Machine = new Dictionary<string, string> { ["cores"] = "64" } };

        var comparison = Comparison.Of([before], [now], Options with { AcrossMachines = true });

        Assert.Empty(comparison.Refusals);
        Assert.Equal(ChangeVerdict.Same, comparison.Verdict);
        Assert.Contains("## ACROSS MACHINES: ", ComparisonReport.Markdown(comparison), StringComparison.Ordinal);
        Assert.Contains("ACROSS MACHINES: ", ComparisonReport.Text(comparison), StringComparison.Ordinal);
        Assert.Contains("\"acrossMachines\": true", comparison.ToJson(), StringComparison.Ordinal);
        Assert.Equal(ChangeVerdict.Unknown, Comparison.Of([before], [now], Options).Verdict);
    }

    [Fact]
    public void Suites_are_compared_profile_by_profile_and_what_one_side_lacks_is_named()
    {
        SampleSet[] before = [Named("a", 1), Named("b", 2), Named("c", 3)], now = [Named("b", 4), Named("a", 5)];

        var comparison = Comparison.Of(before, now, Options);

        Assert.Equal(["a", "b"], comparison.Sets.Select(set => set.Profile));
        Assert.Equal(["gateway c, 10 runs: only before"], comparison.Unpaired);
        Assert.Equal(ChangeVerdict.Unknown, comparison.Verdict);
        Assert.Contains("gateway c, 10 runs: only before", Assert.Single(comparison.Gaps), StringComparison.Ordinal);

        static SampleSet Named(string profile, int seed) => new SyntheticRuns(seed).Set(10) is var set
            ? set with { Profile = profile, Load = new Dictionary<string, string>(set.Load) { ["profile"] = profile } } : null!;
    }

    [Fact]
    public void Steps_of_two_sweeps_that_only_one_side_has_are_left_out_and_not_paired()
    {
        SampleSet[] before = [Step(100, 1), Step(200, 2), Step(400, 3)], now = [Step(100, 4), Step(200, 5), Step(800, 6)];

        var comparison = Comparison.Of(before, now, Options);

        Assert.Equal(2, comparison.Sets.Count);
        Assert.Empty(comparison.Refusals);
        Assert.Equal(2, comparison.Unpaired.Count);

        static SampleSet Step(int clients, int seed) => new SyntheticRuns(seed).Set(8) is var set ? set with { Load = new Dictionary<string, string>(set.Load) { ["clients"] = $"{clients}" } } : null!;
    }

    [Fact]
    public void What_could_never_come_out_slower_is_a_gap_with_its_reason()
    {
        SampleSet blocks = Comparison.Baseline([new SyntheticRuns(1).Single()]).Sets[0], runs = new SyntheticRuns(2).Set(8), one = new SyntheticRuns(3).Set(1), two = new SyntheticRuns(4).Set(2);

        Assert.Contains("one side is blocks of a single run", Gap(blocks, runs), StringComparison.Ordinal);
        Assert.Contains("one side is blocks of a single run", Gap(runs, blocks), StringComparison.Ordinal);
        Assert.Contains("8 against 1 runs show nothing at 95", Gap(runs, one), StringComparison.Ordinal);
        Assert.Contains("2 against 2 runs show nothing", Gap(two, two), StringComparison.Ordinal);
        Assert.Contains("1 against 1 runs show nothing", Assert.Single(Comparison.Of([one], [one], Options with { Metrics = ["errors"] }).Gaps), StringComparison.Ordinal);
        Assert.Empty(Comparison.Of([runs], [new SyntheticRuns(5).Set(8)], Options).Gaps);

        static string Gap(SampleSet before, SampleSet now) => Assert.Single(Comparison.Of([before], [now], Options).Gaps);
    }

    [Fact]
    public void Figures_that_blocks_do_not_have_are_shown_and_decide_nothing()
    {
        var source = new SyntheticRuns(12) { RunVariation = 0, KnowsCpu = false };
        SampleSet before = source.Single(), slower = source.Single(1.2);

        SetComparison found = Comparison.Of([before], [slower], Options).Sets.Single();

        MetricComparison cpu = found.Metrics.First(each => each.Metric == "cpu");
        Assert.Equal((false, 1, 1), (cpu.Judged, cpu.SamplesBefore, cpu.SamplesNow));
        Assert.Contains("not known of enough blocks", cpu.Judgement.Reason, StringComparison.Ordinal);
        Assert.Equal((ChangeVerdict.Slower, null), (found.Verdict, found.Powerless));
        Assert.Equal(ChangeVerdict.Same, Comparison.Of([before], [before], Options).Verdict);
        Assert.NotNull(Comparison.Of([before], [slower], Options with { Metrics = ["cpu", "memory"] }).Sets.Single().Powerless);
    }

    [Fact]
    public void Baseline_judges_as_the_runs_that_it_was_made_of()
    {
        var source = new SyntheticRuns(6);
        SampleSet before = source.Set(10), now = source.Set(10);
        BaselineFile kept = RunJson.DeserializeBaseline(RunJson.Serialize(Comparison.Baseline([before])), "baseline.json");

        Assert.Equal(Comparison.Of([before], [now], Options).Verdict, Comparison.Of(kept.Sets, [now], Options).Verdict);
        Assert.Equal(RunJson.Serialize(kept), RunJson.Serialize(Comparison.Baseline(kept.Sets)));
        SampleSet single = new SyntheticRuns(7) { RunVariation = 0 }.Single();
        BaselineFile blocks = RunJson.DeserializeBaseline(RunJson.Serialize(Comparison.Baseline([single])), "baseline.json");
        Assert.Equal(ChangeVerdict.Slower, Comparison.Of(blocks.Sets, [new SyntheticRuns(8) { RunVariation = 0 }.Single(1.08)], Options).Verdict);
    }
}
