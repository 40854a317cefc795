using Millrace.Results;
using Xunit;

namespace Millrace.Reports.Tests;

public sealed class CapacityReportTests
{
    private static readonly CapacityResult Found = new()
    {
        Slo = "p99<50ms",
        Axis = "rate",
        Sustained = 10_000,
        Missed = 10_400,
        Ended = "the bounds are within 5% of each other",
        Steps = [Step(8_000, 5), Step(10_400, 80, CapacityOutcome.Missed), Step(10_000, 20), Step(10_000, 30), Step(12_000, null, CapacityOutcome.GeneratorLimited), Step(64_000, 2_000, CapacityOutcome.Missed)],
    };

    [Fact]
    public void Sentence_says_both_bounds_and_why_the_search_ended() =>
        Assert.Equal("10,000/s meet p99<50ms, and 10,400/s do not. The search ended because the bounds are within 5% of each other.", CapacityReport.Sentence(Found));

    [Fact]
    public void Sentence_of_a_generator_that_was_the_limit_begins_with_at_least() =>
        Assert.StartsWith("At least 10,000/s meet p99<50ms, generator-limited", CapacityReport.Sentence(Found with { Missed = null, GeneratorLimited = true }), StringComparison.Ordinal);

    [Fact]
    public void Sentence_without_a_bound_names_the_smallest_load_that_was_tried() =>
        Assert.StartsWith("No load met p99<50ms; the smallest that was tried is 8,000/s.", CapacityReport.Sentence(Found with { Sustained = null }), StringComparison.Ordinal);

    [Fact]
    public void Knee_is_drawn_in_the_order_of_loads_without_what_lies_far_beyond_or_says_nothing()
    {
        IReadOnlyList<ResultChart> charts = CapacityReport.Charts(Found);

        Assert.Equal(["knee", "goodput"], charts.Select(chart => chart.Name));
        Assert.Equal(["8,000", "10,000", "10,400"], charts[0].Labels);
        Assert.Equal([5, 25, 80], charts[0].Series[2].Values);
    }

    [Fact]
    public void Page_and_terminal_have_the_steps_and_the_headroom()
    {
        SuiteFile suite = new()
        {
            System = "gateway",
            Kind = SuiteKind.Capacity,
            StartedAt = DateTimeOffset.UnixEpoch,
            Outcome = VerdictOutcome.Pass,
            Capacity = Found with { Headroom = [new HeadroomResult { Name = "50 % of capacity", Run = Step(5_000, 4), Text = "At 5,000/s all is well." }] },
        };

        string page = SuiteReport.Render(suite), text = CapacityReport.RenderText(suite);
        Assert.StartsWith("# gateway capacity: PASS\n", page, StringComparison.Ordinal);
        Assert.Contains("## Headroom\n\n- At 5,000/s all is well.", page, StringComparison.Ordinal);
        Assert.Contains("| step-64000 |", page, StringComparison.Ordinal);
        Assert.Contains("At 5,000/s all is well.", text, StringComparison.Ordinal);
        Assert.DoesNotContain("mermaid", text, StringComparison.Ordinal);
    }

    private static CapacityStep Step(double load, double? p99, CapacityOutcome outcome = CapacityOutcome.Met) => new()
    {
        Folder = FormattableString.Invariant($"step-{load}"),
        Load = load,
        AchievedPerSecond = load,
        P50Ms = p99 / 4,
        P95Ms = p99 / 2,
        P99Ms = p99,
        Outcome = outcome,
    };
}
