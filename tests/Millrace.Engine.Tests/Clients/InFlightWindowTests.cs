using Millrace.Engine.Clients;
using Millrace.Engine.Loads;
using Millrace.Engine.Metering;
using Millrace.Engine.Tests.Running;
using Millrace.Shards;
using Xunit;

namespace Millrace.Engine.Tests.Clients;

public sealed class InFlightWindowTests : IStepListener
{
    private static readonly OperationId _echo = new(0);
    private readonly Collector _collector;
    private readonly Meter _meter;
    private readonly StepContext _step;
    private readonly InFlightWindow _window;
    private int _freed;
    private Action? _onFreed;

    public InFlightWindowTests()
    {
        PhaseTimeline timeline = PhaseTimeline.Plan(TimeSpan.Zero, TimeSpan.FromHours(1), []).StartingAt(0, Shard.Now);
        _collector = new Collector(timeline.Phases.Count, 2);
        _meter = new Meter(timeline, 2, _collector.Free);
        _meter.Follow(timeline);
        Scenario scenario = new FakeSystem().Scenario(new Uri("tcp://127.0.0.1:1"), new Closed());
        _step = new StepContext(new ClientSeat(0, null!, scenario.Target!, scenario), _meter, this, 4, Ticks.FromSeconds(5));
        _window = _step.InFlight;
    }

    [Fact]
    public void Each_operation_ends_once_and_a_second_answer_is_a_duplicate()
    {
        long sequence = _window.Begin(_echo, 8);
        _window.Complete(sequence, _echo, 8);
        _window.Complete(sequence, _echo, 8);

        Tally tally = Flip();
        Assert.Equal((1, 1, 1), (tally.Sent, tally.Ok, tally.Duplicated));
        Assert.Equal(1, _freed);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData(1)]
    [InlineData(long.MaxValue)]
    [InlineData(long.MinValue)]
    public void An_answer_to_a_number_that_was_never_given_is_unexpected(long sequence)
    {
        _window.Begin(_echo, 8);
        _window.Complete(sequence, _echo, 8);
        Assert.Equal((0, 1), (Flip().Ok, _window.Count));
        Assert.Equal(1, Total().Unexpected);
    }

    [Fact]
    public void Answers_may_come_in_any_order_and_one_that_is_missing_keeps_no_others_waiting()
    {
        long missing = _window.Begin(_echo, 8);
        for (int i = 0; i < 10_000; i++)
        {
            long a = _window.Begin(_echo, 8);
            long b = _window.Begin(_echo, 8);
            _window.Complete(b, _echo, 8);
            _window.Complete(a, _echo, 8);
        }

        Assert.Equal(1, _window.Count);
        _window.Complete(missing, _echo, 8);
        Tally tally = Flip();
        Assert.Equal((20_001, 20_001, 0), (tally.Sent, tally.Ok, tally.Unexpected + tally.Duplicated));
    }

    [Fact]
    public void What_waits_too_long_frees_the_client_and_its_answer_counts_as_late()
    {
        long sequence = _window.Begin(_echo, 8);
        _window.Expire(Shard.Now + Ticks.FromSeconds(4.9));
        Assert.Equal(1, _step.Occupied);
        _window.Expire(Shard.Now + Ticks.FromSeconds(5.1));
        _window.Expire(Shard.Now + Ticks.FromSeconds(6));
        Assert.Equal((0, 1, 1), (_step.Occupied, _window.Count, _freed));

        _window.Complete(sequence, _echo, 8);
        Tally tally = Flip();
        Assert.Equal((0, 1), (tally.Ok, tally.Late));
        Assert.Equal((0, 1), (_step.Occupied, _freed));
    }

    [Fact]
    public void An_old_operation_expires_after_newer_ones_took_its_place()
    {
        _window.Begin(_echo, 8);
        for (int i = 0; i < 20; i++)
        {
            _window.Complete(_window.Begin(_echo, 8), _echo, 8);
        }

        _window.Expire(Shard.Now + Ticks.FromSeconds(6));
        Assert.Equal((0, 1), (_step.Occupied, _window.Count));
    }

    [Fact]
    public void A_window_grows_with_what_waits_and_loses_nothing()
    {
        InFlightWindow wide = new StepContext(_step.Seat, _meter, this, 1024, Ticks.FromSeconds(5)).InFlight;
        long answered = 0;
        for (int i = 0; i < 900; i++)
        {
            wide.Begin(_echo, 8);
            if (i % 3 == 2)
            {
                wide.Complete(answered++, _echo, 8);
            }
        }

        Assert.Equal(600, wide.Count);
        Assert.All(Enumerable.Range(300, 600), sequence => Assert.True(wide.IsWaiting(sequence)));
        wide.Expire(Shard.Now + Ticks.FromSeconds(6));
        Assert.Equal(long.MaxValue, wide.OldestSent());
        for (; answered < 900; answered++)
        {
            wide.Complete(answered, _echo, 8);
        }

        Tally tally = Flip();
        Assert.Equal((0, 300, 600), (wide.Count, tally.Ok, tally.Late));
    }

    [Fact]
    public void What_is_overdue_is_found_once_however_much_was_answered_before_it()
    {
        for (int i = 0; i < 100; i++)
        {
            _window.Complete(_window.Begin(_echo, 8), _echo, 8);
        }

        _window.Begin(_echo, 8);
        _freed = 0;
        long later = Shard.Now + Ticks.FromSeconds(6);
        _window.Expire(later);
        _window.Expire(later);
        Assert.Equal(1, _freed);
    }

    [Fact]
    public void A_dead_connection_ends_everything_as_indefinite_overdue_ones_included()
    {
        _window.Begin(_echo, 8);
        _window.Expire(Shard.Now + Ticks.FromSeconds(6));
        for (int i = 0; i < 12; i++)
        {
            _window.Begin(_echo, 8);
        }

        _window.EndAll(Outcome.Indefinite, "reset");
        Tally tally = Flip();
        Assert.Equal((13, 13, 0, 0), (tally.Sent, tally.Indefinite, _window.Count, _step.Occupied));
    }

    [Fact]
    public void An_answer_after_the_accounts_were_closed_is_no_duplicate_and_not_counted_at_all()
    {
        long lost = _window.Begin(_echo, 8);
        _window.Close(Outcome.Lost, "lost");
        _step.Received();
        _window.Complete(lost, _echo, 8);

        Tally tally = Flip();
        Assert.Equal((1, 0, 0), (tally.Lost, tally.Duplicated, tally.Unexpected));
        Assert.Equal(tally.Received, _collector.ReceivedMessages);
    }

    [Fact]
    public void An_expiry_that_ends_the_connection_ends_the_others_once()
    {
        for (int i = 0; i < 3; i++)
        {
            _window.Begin(_echo, 8);
        }

        for (int i = 0; i < 20; i++)
        {
            _window.Complete(_window.Begin(_echo, 8), _echo, 8);
        }

        _onFreed = () =>
        {
            _onFreed = null;
            _window.EndAll(Outcome.Indefinite, "reset");
        };
        _window.Expire(Shard.Now + Ticks.FromSeconds(6));
        _window.Expire(Shard.Now + Ticks.FromSeconds(7));
        Tally tally = Flip();
        Assert.Equal((23, 20, 3, 0, 0), (tally.Sent, tally.Ok, tally.Indefinite, _window.Count, _step.Occupied));
    }

    [Fact]
    public void The_oldest_that_waits_is_known_in_the_ring_and_beyond_it()
    {
        Assert.Equal(long.MaxValue, _window.OldestSent());
        long before = Shard.Now;
        _window.Begin(_echo, 8);
        long after = Shard.Now;
        for (int i = 0; i < 20; i++)
        {
            _window.Complete(_window.Begin(_echo, 8), _echo, 8);
        }

        Assert.InRange(_window.OldestSent(), before, after);
    }

    [Fact]
    public void What_is_overdue_waits_still_but_is_not_the_oldest_any_more()
    {
        long lost = _window.Begin(_echo, 8);
        _window.Expire(Shard.Now + Ticks.FromSeconds(6));
        Assert.Equal((true, long.MaxValue), (_window.IsWaiting(lost), _window.OldestSent()));

        long before = Shard.Now;
        for (int i = 0; i < 20; i++)
        {
            _window.Complete(_window.Begin(_echo, 8), _echo, 8);
        }

        long young = _window.Begin(_echo, 8);
        Assert.InRange(_window.OldestSent(), before, Shard.Now);
        Assert.Equal((true, true, false), (_window.IsWaiting(lost), _window.IsWaiting(young), _window.IsWaiting(young + 1)));
        _window.Complete(lost, _echo, 8);
        Assert.False(_window.IsWaiting(lost));
    }

    [Fact]
    public void Beginning_and_completing_allocates_nothing()
    {
        Assert.Equal(0, Allocations.Of(Spin));

        void Spin()
        {
            for (int i = 0; i < 1_000; i++)
            {
                _window.Complete(_window.Begin(_echo, 8), _echo, 8);
            }
        }
    }

    void IStepListener.OnFreed(long now)
    {
        _freed++;
        _onFreed?.Invoke();
    }

    void IStepListener.OnDisconnected(string kind) => throw new NotSupportedException();

    private Tally Flip()
    {
        _collector.Add([_meter.Flip(0)]);
        return Total();
    }

    private Tally Total() => _collector.Total(static _ => true, static _ => true).Tally;
}
