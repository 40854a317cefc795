using Millrace.WebSockets.Connection;

namespace Millrace.WebSockets.Tests.Connection;

public sealed class QueueAgeTests
{
    [Fact]
    public void A_trickle_is_over_at_the_limit()
    {
        var age = default(QueueAge);
        age.Begin(1000, taken: 50, waiting: 2000);
        for (int i = 1; i < 100; i++)
        {
            Assert.False(age.IsOver(1000 + i, taken: 50 + i, waiting: 2000 - i, limitTicks: 100));
        }

        Assert.True(age.IsOver(1100, taken: 150, waiting: 1900, limitTicks: 100));
    }

    [Fact]
    public void A_queue_that_is_always_refilled_is_never_over_while_what_waited_leaves_in_time()
    {
        var age = default(QueueAge);
        age.Begin(0, taken: 0, waiting: 2000);
        long taken = 0;
        for (int now = 1; now < 10_000; now++)
        {
            taken += 25;
            Assert.False(age.IsOver(now, taken, waiting: 2000, limitTicks: 100));
        }
    }

    [Fact]
    public void What_is_queued_right_after_a_mark_waits_no_longer_than_twice_the_limit()
    {
        var age = default(QueueAge);
        age.Begin(0, taken: 0, waiting: 10);
        Assert.False(age.IsOver(99, taken: 10, waiting: 2000, limitTicks: 100));
        Assert.False(age.IsOver(198, taken: 11, waiting: 1999, limitTicks: 100));
        Assert.True(age.IsOver(199, taken: 12, waiting: 1998, limitTicks: 100));
    }
}
