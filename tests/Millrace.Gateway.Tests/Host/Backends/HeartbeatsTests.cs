using Millrace.Gateway.Host.Backends;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class HeartbeatsTests
{
    [Fact]
    public void One_comes_each_interval_and_silence_after_two_means_the_end_where_an_answer_is_due()
    {
        Heartbeats heartbeats = new(intervalTicks: 10, mostUnanswered: 2);
        Assert.Equal(Heartbeats.Step.None, heartbeats.Decide(1000, mustAnswer: true)); // not joined yet
        heartbeats.Start(100);

        Assert.Equal(Heartbeats.Step.None, heartbeats.Decide(109, mustAnswer: true));
        Assert.Equal(Heartbeats.Step.Beat, heartbeats.Decide(110, mustAnswer: true));
        Assert.Equal(Heartbeats.Step.None, heartbeats.Decide(119, mustAnswer: true));
        Assert.Equal(Heartbeats.Step.Beat, heartbeats.Decide(125, mustAnswer: true));
        Assert.Equal(Heartbeats.Step.None, heartbeats.Decide(134, mustAnswer: true));
        Assert.Equal(Heartbeats.Step.Dead, heartbeats.Decide(135, mustAnswer: true));
    }

    [Fact]
    public void Whatever_is_heard_counts_as_an_answer_and_plain_backends_owe_none()
    {
        Heartbeats heartbeats = new(intervalTicks: 1, mostUnanswered: 2);
        heartbeats.Start(0);
        for (int now = 1; now < 100; now++)
        {
            Assert.Equal(Heartbeats.Step.Beat, heartbeats.Decide(now, mustAnswer: true));
            if (now % 2 == 0)
            {
                heartbeats.Heard();
            }
        }

        for (int now = 100; now < 200; now++)
        {
            Assert.Equal(Heartbeats.Step.Beat, heartbeats.Decide(now, mustAnswer: false));
        }
    }
}
