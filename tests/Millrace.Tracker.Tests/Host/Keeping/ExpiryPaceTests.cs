using Millrace.Tracker.Host.Keeping;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Tests.Host.Keeping;

public sealed class ExpiryPaceTests
{
    [Theory]
    [InlineData(0, 60)]
    [InlineData(1000, 60)]
    [InlineData(1_000_000, 60)]
    [InlineData(10_000_000, 60)]
    [InlineData(100_000_000, 60)]
    [InlineData(10_000_000, 1)]
    [InlineData(10_000, 1)]
    public void All_peers_have_their_turn_within_the_period(long peers, int seconds)
    {
        ExpiryPace pace = new(new SwarmTotals { Leechers = peers }, TimeSpan.FromSeconds(seconds));
        double pauses = seconds / pace.Pause.TotalSeconds;
        long due = pace.Due(pace.Pause, owed: 0);

        Assert.InRange(pace.Pause.TotalMilliseconds, 5, 250);
        Assert.True(pauses * due >= peers);
        Assert.InRange(due, 64, ExpiryPace.MostSteps * ExpiryPace.MostInStep);
    }

    [Fact]
    public void What_is_not_done_stays_due_up_to_one_round()
    {
        ExpiryPace pace = new(new SwarmTotals { Leechers = 1_000_000 }, TimeSpan.FromSeconds(60));
        long once = pace.Due(TimeSpan.FromSeconds(1), owed: 0);

        Assert.Equal(once + 500, pace.Due(TimeSpan.FromSeconds(1), owed: 500));
        Assert.InRange(pace.Due(TimeSpan.FromHours(1), owed: 10_000_000), 1_000_000, 1_200_000);
    }

    [Fact]
    public void A_swarm_counts_for_the_places_that_it_takes()
    {
        long few = new ExpiryPace(new SwarmTotals { Swarms = 1_000_000 }, TimeSpan.FromSeconds(60)).Due(TimeSpan.FromSeconds(60), owed: 0);

        Assert.InRange(few, 8_000_000, 9_000_000);
    }
}
