using Millrace.Results;
using Millrace.Speech.Load;
using Millrace.Speech.Load.Stories;

namespace Millrace.Speech.Tests.Load;

/// <summary>What is said of runs: only what their figures show.</summary>
public sealed class StoryTests
{
    private static readonly Dictionary<string, double> _none = [];

    [Fact]
    public void The_breakdown_is_of_the_measured_part_alone()
    {
        RunFacts facts = Talking(clients: 10, rssMiB: 60);
        var breakdown = Breakdown.Of(facts, Figures(count: 1_000, recogniserMs: 90, totalMs: 95), Figures(count: 2_000, recogniserMs: 67.5, totalMs: 71));

        Assert.Equal(45, breakdown!.Mean("recogniser")!.Value, 1e-6);
        Assert.Equal(47, breakdown.ServerMeanMs, 1e-6);
        Assert.Equal(facts.Chunks!.Service!.MeanMs - 47, breakdown.NetworkMeanMs, 1e-6);
    }

    [Fact]
    public void There_is_none_without_the_answer_from_before_or_where_the_target_counts_anew()
    {
        RunFacts facts = Talking(clients: 10, rssMiB: 60);

        Assert.Null(Breakdown.Of(facts, _none, Figures(3_000, 60, 63)));
        Assert.Null(Breakdown.Of(facts, Figures(3_000, 60, 63), _none));
        Assert.Null(Breakdown.Of(facts, Figures(3_000, 60, 63), Figures(1_000, 60, 63)));
        Assert.NotNull(Breakdown.Of(facts, Figures(3_000, 60, 63), Figures(4_050, 60, 63)));
        Assert.Null(Breakdown.Of(facts, Figures(3_000, 60, 63), Figures(5_000, 60, 63))); // the chunks of somebody else, too
    }

    [Fact]
    public void What_a_session_weighs_is_not_measured_with_a_few_of_them() =>
        Assert.Equal(("NOT MEASURED", "NOT MEASURED"), Memory(Talking(clients: 99, rssMiB: 60)));

    [Fact]
    public void The_growth_over_many_sessions_is_an_upper_bound_which_can_only_show_that_a_target_is_met()
    {
        Assert.Equal(("at most 204.8 KiB", "PASS"), Memory(Talking(clients: 100, rssMiB: 60)));
        Assert.Equal(("at most 1228.8 KiB", "NOT MEASURED"), Memory(Talking(clients: 100, rssMiB: 160)));
    }

    [Fact]
    public void Two_runs_with_different_numbers_of_sessions_tell_what_one_weighs()
    {
        Assert.Equal(("25.6 KiB", "PASS"), Memory(Talking(100, 60), Talking(500, 70)));
        Assert.Equal(("2560.0 KiB", "FAIL"), Memory(Talking(100, 60), Talking(500, 1_060)));
    }

    [Fact]
    public void A_quantile_of_a_few_answers_passes_nothing()
    {
        Assert.Equal("NOT MEASURED", Status(1, Talking(10, 60, answers: 50)));
        Assert.Equal("PASS", Status(1, Talking(10, 60)));
        Assert.Equal("PARTIAL", Status(1, Talking(10, 60, failures: 5)));
        Assert.Equal("FAIL", Status(1, Talking(10, 60, failures: 50)));
        Assert.Equal("FAIL", Status(1, Talking(10, 60), Talking(10, 60, failures: 50)));
        Assert.Equal("FAIL", Status(1, Talking(10, 60, latencyMs: 150)));
        Assert.Equal("NOT MEASURED", Status(1, Talking(10, 60, latencyMs: 150, limited: true)));
    }

    private static (string? Measured, string? Status) Memory(params RunFacts[] runs) => (TargetStory.Table(runs).Rows[3][2].Text, TargetStory.Table(runs).Rows[3][3].Text);

    private static string? Status(int row, params RunFacts[] runs) => TargetStory.Table(runs).Rows[row][3].Text;

    private static Dictionary<string, double> Figures(double count, double recogniserMs, double totalMs) => new()
    {
        ["latency.recogniser.count"] = count,
        ["latency.recogniser.meanMs"] = recogniserMs,
        ["latency.total.count"] = count,
        ["latency.total.meanMs"] = totalMs,
    };

    // Each client holds a stream; the target has 40 MiB before the first comes.
    private static RunFacts Talking(int clients, double rssMiB, int answers = 1_000, int failures = 0, double latencyMs = 52, bool limited = false)
    {
        var times = new Histogram();
        for (int i = 0; i < answers; i++)
        {
            times.Record((long)(latencyMs * 1_000));
        }

        var latency = LatencySummary.From(times);
        var run = new RunFile
        {
            System = "speech",
            Profile = "tracked",
            Environment = new RunEnvironment { StartedAt = DateTimeOffset.UnixEpoch, MillraceVersion = "0.0.0" },
            Parameters = new RunParameters { Clients = clients, DurationSeconds = 4, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Paced, Text = "paced" } },
        };
        return new RunFacts(run with
        {
            Mode = "stream",
            Parameters = run.Parameters with { Clients = clients, Options = new Dictionary<string, string> { [SpeechParameters.Encoding] = "binary" } },
            Phases = [new PhaseResult { Name = "load", Measured = true, StartSeconds = 1, EndSeconds = 5 }],
            Operations = new Dictionary<string, OperationResult> { ["audio-chunk"] = new() { Count = answers + failures, Ok = answers, Response = latency, Service = latency } },
            Series = [.. Enumerable.Range(1, 4).Select(second => new SeriesPoint { AtSeconds = second, Phase = "load", ConnectedClients = clients, TargetRssBytes = (long)(rssMiB * 1024 * 1024) })],
            Target = run.Target with { Usage = new ProcessUsage { RssBytesStart = 40 * 1024 * 1024 } },
            Generator = run.Generator with { Verdict = limited ? GeneratorVerdict.GeneratorLimited : GeneratorVerdict.Valid },
        });
    }
}
