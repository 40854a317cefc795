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

        static SampleSet Named(string profile, int seed) => new SyntheticRuns(seed).Set(10) is var set
            ? set with { Profile = profile, Load = new Dictionary<string, string>(set.Load) { ["profile"] = profile } } : null!;
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
