using Millrace.Engine.Judging;
using Millrace.Engine.Metering;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Judging;

public sealed class GuideReadingTests
{
    private static readonly Guide _guide = new("p99", [new(GuideLevel.Excellent, 0, 10), new(GuideLevel.Good, 10, 50), new(GuideLevel.Poor, 100, null)]);

    [Theory]
    [InlineData(5, GuideLevel.Excellent)]
    [InlineData(10, GuideLevel.Good)]
    [InlineData(5000, GuideLevel.Poor)]
    public void A_figure_takes_its_level(int ms, GuideLevel level)
    {
        GuideResult result = GuideReading.Read(_guide, Answered(ms));
        Assert.Equal(level, result.Level);
        Assert.Equal("p99Ms", result.Metric);
        Assert.Null(result.Remark);
    }

    [Fact]
    public void A_figure_in_a_gap_takes_the_better_neighbour_and_says_so()
    {
        GuideResult result = GuideReading.Read(_guide, Answered(90));
        Assert.Equal(GuideLevel.Good, result.Level);
        Assert.Contains("better neighbour", result.Remark, StringComparison.Ordinal);
    }

    [Fact]
    public void Where_levels_overlap_the_worst_wins()
    {
        var guide = new Guide("p99", [new(GuideLevel.Excellent, 0, 50), new(GuideLevel.Concern, 20, 100)]);
        Assert.Equal(GuideLevel.Concern, GuideReading.Read(guide, Answered(30)).Level);
    }

    [Theory]
    [InlineData(20, GuideLevel.Acceptable)]
    [InlineData(45, GuideLevel.Acceptable)]
    [InlineData(60, GuideLevel.Poor)]
    public void Neighbours_of_a_gap_are_those_on_its_two_sides(int ms, GuideLevel level)
    {
        var guide = new Guide("p95", [new(GuideLevel.Good, 0, 5), new(GuideLevel.Acceptable, 5, 10), new(GuideLevel.Poor, 50), new(GuideLevel.Critical, 100)]);
        Assert.Equal(level, guide.LevelOf(ms));
    }

    [Fact]
    public void Beyond_the_end_of_a_scale_the_nearest_level_counts() =>
        Assert.Equal(GuideLevel.Acceptable, new Guide("p99", [new(GuideLevel.Good, 0, 10), new(GuideLevel.Acceptable, 10, 50)]).LevelOf(60));

    [Fact]
    public void A_figure_that_the_engine_does_not_compute_is_read_out_of_the_run()
    {
        var guide = new Guide("readyMs", [new(GuideLevel.Good, 0, 100)]) { Figure = run => run.Target.ReadyMs };
        RunFile run = new()
        {
            System = "fake",
            Profile = "fake",
            Environment = new RunEnvironment { StartedAt = default, MillraceVersion = "0" },
            Parameters = new RunParameters { Clients = 1, DurationSeconds = 1, LoadModel = new LoadModelDescription { Kind = LoadModelKind.Closed, Text = "closed" } },
            Target = new TargetResult { ReadyMs = 7 },
        };
        Assert.Equal(("readyMs", 7, GuideLevel.Good), (GuideReading.Read(guide, new Figures(), run) is var read ? (read.Metric, read.Value, read.Level) : default));
        Assert.Null(GuideReading.Read(guide, new Figures()).Level);
    }

    [Fact]
    public void Nothing_measured_has_no_level() => Assert.Null(GuideReading.Read(_guide, new Figures()).Level);

    private static Figures Answered(int ms)
    {
        var recorder = new Recorder();
        recorder.Response.Record(ms * 1000);
        var figures = new Figures();
        figures.Add(recorder);
        return figures;
    }
}
