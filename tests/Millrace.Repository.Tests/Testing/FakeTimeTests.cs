using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class FakeTimeTests
{
    [Fact]
    public void Time_stands_still_until_it_is_moved()
    {
        var time = new FakeTime(new DateTimeOffset(2030, 5, 1, 12, 0, 0, TimeSpan.FromHours(2)));
        long start = time.GetTimestamp();
        Assert.Equal(new DateTimeOffset(2030, 5, 1, 10, 0, 0, TimeSpan.Zero), time.GetUtcNow());

        time.Advance(TimeSpan.FromMilliseconds(1500));

        Assert.Equal(TimeSpan.FromMilliseconds(1500), time.GetElapsedTime(start));
        Assert.Equal(new DateTimeOffset(2030, 5, 1, 10, 0, 1, 500, TimeSpan.Zero), time.GetUtcNow());
    }

    [Fact]
    public void Timers_fire_in_the_order_of_their_due_times_and_see_their_own_time()
    {
        var time = new FakeTime();
        List<string> fired = [];
        void Fire(object? name) => fired.Add($"{name}@{time.GetTimestamp() / TimeSpan.TicksPerSecond}");
        using ITimer late = time.CreateTimer(Fire, "late", TimeSpan.FromSeconds(5), Timeout.InfiniteTimeSpan);
        using ITimer every = time.CreateTimer(Fire, "every", TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(3));
        using ITimer never = time.CreateTimer(Fire, "never", TimeSpan.FromSeconds(9), Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(8));

        Assert.Equal(["every@2", "late@5", "every@5", "every@8"], fired);
        Assert.Equal(2, time.PendingTimers);
    }

    [Fact]
    public void A_disposed_or_changed_timer_does_not_fire_at_its_old_time()
    {
        var time = new FakeTime();
        int fired = 0;
        using ITimer changed = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        ITimer disposed = time.CreateTimer(_ => fired++, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        disposed.Dispose();
        Assert.True(changed.Change(TimeSpan.FromSeconds(3), Timeout.InfiniteTimeSpan));
        Assert.False(disposed.Change(TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan));

        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(0, fired);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(1, fired);
    }

    [Fact]
    public async Task A_delay_over_this_clock_ends_when_the_clock_says_so()
    {
        var time = new FakeTime();
        Task delay = Task.Delay(TimeSpan.FromHours(1), time, TestContext.Current.CancellationToken);

        time.Advance(TimeSpan.FromMinutes(59));
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromMinutes(1));
        await delay.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    [Fact]
    public void A_timer_set_by_a_callback_fires_within_the_same_advance()
    {
        var time = new FakeTime();
        bool fired = false;
        ITimer? second = null;
        using ITimer first = time.CreateTimer(
            _ => second = time.CreateTimer(_ => fired = true, null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan),
            null,
            TimeSpan.FromSeconds(1),
            Timeout.InfiniteTimeSpan);

        time.Advance(TimeSpan.FromSeconds(2));

        Assert.True(fired);
        second?.Dispose();
    }
}
