using Millrace.Engine.Probes;
using Xunit;

namespace Millrace.Engine.Tests.Probes;

public sealed class CpuMeterTests
{
    private static readonly long Second = TimeProvider.System.TimestampFrequency;

    [Fact]
    public void Shares_are_of_the_time_between_looks_and_the_total_begins_at_the_first()
    {
        var meter = new CpuMeter(TimeProvider.System);
        Assert.Null(meter.Take(7, TimeSpan.FromSeconds(100), 0));
        Assert.Equal(150, meter.Take(7, TimeSpan.FromSeconds(101.5), Second));
        Assert.Equal(1.5, meter.TotalSeconds, 9);
    }

    [Fact]
    public void A_look_too_soon_after_the_last_keeps_its_time_for_the_next()
    {
        var meter = new CpuMeter(TimeProvider.System);
        meter.Take(7, TimeSpan.Zero, 0);
        Assert.Null(meter.Take(7, TimeSpan.FromMilliseconds(50), Second / 10));
        Assert.Equal(50, meter.Take(7, TimeSpan.FromMilliseconds(500), Second));
    }

    [Fact]
    public void A_restarted_process_counts_from_its_own_start()
    {
        var meter = new CpuMeter(TimeProvider.System);
        meter.Take(7, TimeSpan.FromSeconds(10), 0);
        meter.Take(7, TimeSpan.FromSeconds(11), Second);
        Assert.Equal(25, meter.Take(8, TimeSpan.FromSeconds(0.25), 2 * Second));
        Assert.Equal(1.25, meter.TotalSeconds, 9);
    }
}
