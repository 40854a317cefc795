using Millrace.Hosting.Listening;

namespace Millrace.Hosting.Tests.Listening;

public sealed class AcceptPauseTests
{
    private readonly AcceptPause _pause = new(ticksPerSecond: 1000);

    [Fact]
    public void A_failure_pauses_for_50_ms() => Assert.Equal(50, _pause.PauseTicks);

    [Fact]
    public void Failures_are_logged_once_a_second_with_their_count()
    {
        Assert.Equal(1, _pause.Fail(0));
        Assert.Equal([0L, 0, 0], [_pause.Fail(50), _pause.Fail(100), _pause.Fail(999)]);
        Assert.Equal(4, _pause.Fail(1000));
        Assert.Equal(0, _pause.Fail(1001));
    }

    [Fact]
    public void Only_the_first_success_after_failures_is_news()
    {
        Assert.False(_pause.Succeed());
        _pause.Fail(0);
        Assert.True(_pause.Succeed());
        Assert.False(_pause.Succeed());
    }
}
