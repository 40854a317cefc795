using Millrace.Engine.Probes;
using Xunit;

namespace Millrace.Engine.Tests.Probes;

public sealed class PauseMeterTests
{
    [Fact]
    public void Pauses_are_summed_from_suspension_to_restart()
    {
        var meter = new PauseMeter();
        meter.Suspended(10);
        meter.Restarted(12.5);
        meter.Suspended(20);
        meter.Restarted(21);
        Assert.Equal((3.5, 2.5, 2L), (meter.TotalMs, meter.MaxMs, meter.Count));
    }

    [Fact]
    public void The_longest_is_of_the_time_since_it_was_taken()
    {
        var meter = new PauseMeter();
        meter.Suspended(0);
        meter.Restarted(5);
        Assert.Equal(5, meter.TakeMaxMs());
        Assert.Equal(0, meter.TakeMaxMs());
        meter.Suspended(6);
        meter.Restarted(7);
        Assert.Equal((1.0, 6.0), (meter.TakeMaxMs(), meter.TotalMs));
    }

    [Fact]
    public void Lost_events_add_no_pause()
    {
        var meter = new PauseMeter();
        meter.Restarted(5); // began before we watched
        Assert.Equal(0, meter.Count);
        meter.Suspended(10);
        meter.Suspended(100); // the end of the first was lost
        meter.Restarted(101);
        Assert.Equal((1.0, 1L), (meter.TotalMs, meter.Count));
        meter.Suspended(200);
        meter.Restarted(199); // out of order
        Assert.Equal(1, meter.Count);
    }
}
