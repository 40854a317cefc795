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
    [InlineData(10_000, 1)]
    public void All_peers_have_their_turn_within_the_period_in_small_steps(long peers, int seconds)
    {
        ExpiryPace pace = new(new SwarmTotals { Leechers = peers }, TimeSpan.FromSeconds(seconds));
        double steps = seconds / pace.Pause.TotalSeconds;

        Assert.InRange(pace.Pause.TotalMilliseconds, 5, 250);
        Assert.True(steps * pace.Budget(pace.Pause) >= peers);
        Assert.InRange(pace.Budget(pace.Pause), 64, 1024);
        Assert.Equal(4096, pace.Budget(TimeSpan.FromHours(1)));
    }
}
