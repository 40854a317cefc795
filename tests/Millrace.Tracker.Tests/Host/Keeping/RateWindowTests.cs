using Millrace.Tracker.Host.Keeping;
using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Tests.Host.Keeping;

public sealed class RateWindowTests
{
    private readonly RateWindow _window = new(ticksPerSecond: 1000);

    [Fact]
    public void Before_two_samples_there_is_no_rate()
    {
        Assert.Equal(default, _window.Rates);
        _window.Note(1, new TrafficTotals(5, 5, 5, 5));
        Assert.Equal(default, _window.Rates);
    }

    [Fact]
    public void Rates_are_of_the_last_ten_seconds()
    {
        for (int second = 0; second <= 30; second++)
        {
            long total = second < 20 ? second * 1000 : 20_000 + ((second - 20) * 10);
            _window.Note(second * 1000, new TrafficTotals(total, 2 * total, 3 * total, 4 * total));
        }

        Assert.Equal(new TrafficRates(10, 20, 30, 40), _window.Rates);
    }
}
