using Millrace.Engine.Metering;
using Xunit;

namespace Millrace.Engine.Tests.Metering;

public sealed class PhaseTimelineTests
{
    private static readonly TimeSpan _second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Phases_lie_one_after_another_without_gaps()
    {
        PhaseTimeline timeline = PhaseTimeline.Plan(2 * _second, 20 * _second, [new("pause 1", 5 * _second, 8 * _second, 3 * _second)]).StartingAt(0, 1000);

        Assert.Equal(["connect", "warm-up", "steady", "fault pause 1", "recovery pause 1", "steady 2", "drain"], timeline.Phases.Select(phase => phase.Name));
        Assert.All(timeline.Phases.Zip(timeline.Phases.Skip(1)), pair => Assert.Equal(pair.First.End, pair.Second.Start));
        Assert.Equal(1000 + (22 * Ticks.PerSecond), timeline.LoadEnd);
        Assert.Equal(1000 + (2 * Ticks.PerSecond), timeline.MeasuredStart);
    }

    [Fact]
    public void A_time_on_an_edge_belongs_to_the_later_phase()
    {
        PhaseTimeline timeline = PhaseTimeline.Plan(_second, _second, []).StartingAt(0, 1000);
        for (int i = 1; i < timeline.Phases.Count; i++)
        {
            Assert.Equal(i, timeline.IndexAt(timeline.Phases[i].Start));
            Assert.Equal(i - 1, timeline.IndexAt(timeline.Phases[i].Start - 1));
        }
    }

    [Fact]
    public void Before_the_load_everything_is_the_connect_phase() =>
        Assert.Equal(0, PhaseTimeline.Plan(_second, _second, []).IndexAt(long.MaxValue - 1));

    [Fact]
    public void A_fault_beyond_the_end_and_a_recovery_into_the_next_fault_are_cut()
    {
        PhaseTimeline timeline = PhaseTimeline.Plan(TimeSpan.Zero, 10 * _second,
            [new("a", 2 * _second, 4 * _second, 5 * _second), new("b", 6 * _second, 12 * _second, _second)]).StartingAt(0, 0);

        Assert.Equal(["connect", "steady", "fault a", "recovery a", "fault b", "drain"], timeline.Phases.Select(phase => phase.Name));
        Assert.Equal(10 * Ticks.PerSecond, timeline.LoadEnd);
    }

    [Fact]
    public void A_run_cut_short_keeps_its_phases_in_order_with_nothing_after_the_cut()
    {
        PhaseTimeline cut = PhaseTimeline.Plan(_second, 10 * _second, [new("a", 5 * _second, 6 * _second, _second)]).StartingAt(0, 0)
            .CutAt(3 * Ticks.PerSecond, 4 * Ticks.PerSecond);

        Assert.Equal(2, cut.Phases.Where(phase => phase.IsMeasured).Sum(phase => Ticks.ToSeconds(phase.End - phase.Start)));
        Assert.Equal((3 * Ticks.PerSecond, 4 * Ticks.PerSecond), (cut.Phases[^1].Start, cut.Phases[^1].End));
    }
}
