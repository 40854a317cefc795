using Millrace.Amqp.Links.Connecting;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class ShortLivesTests
{
    private static readonly LinkOptions Options = new() { FastDelay = TimeSpan.FromMilliseconds(50), FastFor = TimeSpan.FromSeconds(60), MaxDelay = TimeSpan.FromSeconds(5), Jitter = 0 };
    private readonly ShortLives _lives = new(Options, () => new AttemptPlan(Options, new Random(1)));

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Connections_that_end_at_once_are_made_again_fast_for_a_minute_and_then_ever_more_slowly(bool wasUsed)
    {
        TimeSpan at = TimeSpan.Zero;
        for (; at < TimeSpan.FromSeconds(60); at += TimeSpan.FromMilliseconds(60))
        {
            Assert.Equal(Options.FastDelay, After(10, wasUsed ? 5 : null, AmqpLossCause.Broker, at));
        }

        foreach (double expected in new[] { 100.0, 200, 400, 800, 1600, 3200, 5000, 5000 })
        {
            at += TimeSpan.FromMilliseconds(expected);
            Assert.Equal(TimeSpan.FromMilliseconds(expected), After(10, wasUsed ? 5 : null, AmqpLossCause.Broker, at));
        }

        // One that works for a while ends the row.
        Assert.Equal(TimeSpan.Zero, After(2000, 1500, AmqpLossCause.Broker, at));
        Assert.Equal(0, _lives.InARow);
        Assert.Equal(Options.FastDelay, After(10, 5, AmqpLossCause.Operation, at));
    }

    [Fact]
    public void A_network_that_cuts_what_works_makes_nobody_slow()
    {
        for (int n = 0; n < 5000; n++)
        {
            Assert.Equal(TimeSpan.Zero, After(200, 150, n % 2 == 0 ? AmqpLossCause.Network : AmqpLossCause.EndOfStream, TimeSpan.FromMilliseconds(250 * n)));
        }

        Assert.Equal(0, _lives.InARow);
    }

    private TimeSpan After(double lived, double? used, AmqpLossCause reason, TimeSpan at) => _lives.RestAfter(
        TimeSpan.FromMilliseconds(lived), used is { } time ? TimeSpan.FromMilliseconds(time) : null, reason, at);
}
