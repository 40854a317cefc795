using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Metering;

public sealed class MeterTests
{
    private static readonly OperationId _echo = new(0);
    private readonly Collector _collector;
    private readonly Meter _meter;
    private readonly PhaseTimeline _timeline = PhaseTimeline.Plan(TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1), []).StartingAt(0, 1000);

    public MeterTests()
    {
        _collector = new Collector(_timeline.Phases.Count, 2);
        _meter = new Meter(_timeline, 2, _collector.Free);
        _meter.Follow(_timeline);
    }

    [Fact]
    public void A_sample_belongs_to_the_phase_of_its_due_time_however_late_it_ends()
    {
        long due = _timeline.Phases[1].End - 1;
        Operation operation = Begin(due, due + 5);
        _meter.CountEnd(in operation, Outcome.Ok, _timeline.LoadEnd + 1, 8, null);
        Flip();

        Assert.Equal((1, 1, 1), Counts(1));
        Assert.Equal((0, 0, 0), Counts(2));
    }

    [Fact]
    public void Flips_lose_nothing_and_reuse_what_was_cleared()
    {
        long due = _timeline.Phases[2].Start;
        for (int i = 0; i < 1_000; i++)
        {
            Operation operation = Begin(due + i, due + i + 10);
            _meter.CountEnd(in operation, i % 10 == 0 ? Outcome.Failed : Outcome.Ok, due + i + 10_000_000, 8, i % 10 == 0 ? "kaput" : null);
            if (i % 7 == 0)
            {
                Flip();
            }
        }

        Flip();
        Figures total = _collector.Total(static _ => true, static _ => true);
        Assert.Equal((1_000, 1_000, 900, 100), (total.Tally.Due, total.Tally.Sent, total.Tally.Ok, total.Tally.Failed));
        Assert.Equal(100, total.Errors["kaput"]);
        Assert.Equal((900, 900, 1_000), (total.Response.Count, total.Service.Count, total.Lateness.Count));
        Assert.Equal(8_000, total.Tally.BytesIn);
        // One recorder for the phase in use, ever: memory does not grow with the run.
        Assert.Single(_collector.Free);
    }

    [Fact]
    public void Failures_stay_out_of_the_latency_of_successes_and_late_answers_stay_in()
    {
        long due = _timeline.Phases[2].Start;
        foreach (Outcome outcome in Enum.GetValues<Outcome>())
        {
            Operation operation = Begin(due, due);
            _meter.CountEnd(in operation, outcome, due + Ticks.PerSecond, 8, "x");
        }

        Flip();
        Figures total = _collector.Total(static _ => true, static _ => true);
        Assert.Equal(2, total.Response.Count);
        Assert.Equal(total.Tally.Sent, total.Tally.Ended);
        Assert.Equal(0, _meter.Unresolved);
    }

    [Fact]
    public void Strays_count_in_the_drain_once_it_has_begun()
    {
        _meter.StopAt(_timeline.LoadEnd);
        _meter.CountStray(_echo, Stray.Duplicated, 8);
        _meter.CountStray(_echo, Stray.Unexpected, 8);
        Flip();

        Figures drain = _collector.Total(phase => phase == _timeline.DrainIndex, static _ => true);
        Assert.Equal((1, 1), (drain.Tally.Duplicated, drain.Tally.Unexpected));
    }

    [Fact]
    public void A_stall_counts_as_every_timer_that_it_held_up_and_not_as_one()
    {
        long every = Ticks.FromSeconds(0.05);
        long due = _timeline.Phases[2].Start;
        long next = _meter.CountTimers(due, every, due + 10);
        Assert.Equal(due + every, next);
        Assert.Equal(due + (21 * every), _meter.CountTimers(next, every, due + (20 * every)));
        Flip();

        Histogram lateness = _collector.Total(static _ => true, static _ => true).TimerLateness;
        Assert.Equal(21, lateness.Count);
        Assert.InRange(lateness.Percentile(50), 400_000, 500_000);
        Assert.InRange(lateness.Max, 949_000, 951_000);
    }

    [Fact]
    public void An_attempt_to_connect_is_no_message_in_flight()
    {
        Begin(0, 0);
        Begin(0, 0);
        _meter.Connecting++;
        Assert.Equal((1, 2), (_meter.Flip(0).InFlight, _meter.Unresolved));
    }

    [Fact]
    public void What_must_never_happen_counts_in_every_phase_and_what_is_measured_only_there()
    {
        _meter.StopAt(_timeline.LoadEnd);
        _meter.CountMetric("violations", 1, always: true);
        _meter.CountMetric("accepted", 1, always: false);
        Flip();

        Assert.Equal([new KeyValuePair<string, long>("violations", 1)], _collector.Metrics);
    }

    [Fact]
    public void After_a_load_that_was_cut_short_nothing_falls_into_the_phases_that_were_still_planned()
    {
        long cut = _timeline.Phases[2].Start + 10;
        _meter.StopAt(cut);
        Begin(cut - 1, cut - 1);
        Begin(cut + 1, cut + 1);
        Flip();

        Assert.Equal((1, 1, 0), Counts(2));
        Assert.Equal((1, 1, 0), Counts(_timeline.DrainIndex));
    }

    [Fact]
    public void Recording_allocates_nothing()
    {
        long due = _timeline.Phases[2].Start;
        Assert.Equal(0, Allocations.Of(() => Spin(10_000)));

        void Spin(int count)
        {
            for (int i = 0; i < count; i++)
            {
                Operation operation = Begin(due + i, due + i + 3);
                _meter.CountEnd(in operation, Outcome.Ok, due + i + 5_000, 8, null);
            }
        }
    }

    private Operation Begin(long due, long sent)
    {
        _meter.CountDue(_echo, due);
        return new Operation(null!, _echo, _meter.CountSent(_echo, due, sent, 8), due, sent);
    }

    private void Flip() => _collector.Add([_meter.Flip(0)]);

    private (long Due, long Sent, long Ok) Counts(int phase)
    {
        Figures figures = _collector.Total(p => p == phase, static _ => true);
        return (figures.Tally.Due, figures.Tally.Sent, figures.Tally.Ok);
    }
}
