using Millrace.WebSockets.Connection;

namespace Millrace.WebSockets.Tests.Connection;

public sealed class KeepAliveTests
{
    [Fact]
    public void A_silent_peer_is_pinged_once_and_then_dropped()
    {
        var keepAlive = default(KeepAlive);
        Assert.Equal(KeepAliveStep.None, keepAlive.Check(1000, heard: true, 100, 50));
        Assert.Equal(KeepAliveStep.None, keepAlive.Check(1099, heard: false, 100, 50));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Check(1100, heard: false, 100, 50));
        Assert.Equal(KeepAliveStep.None, keepAlive.Check(1149, heard: false, 100, 50));
        Assert.Equal(KeepAliveStep.Drop, keepAlive.Check(1150, heard: false, 100, 50));
    }

    [Fact]
    public void Any_byte_after_the_ping_starts_the_interval_anew()
    {
        var keepAlive = default(KeepAlive);
        keepAlive.Check(0, heard: true, 100, 50);
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Check(100, heard: false, 100, 50));
        Assert.Equal(KeepAliveStep.None, keepAlive.Check(149, heard: true, 100, 50));
        Assert.Equal(KeepAliveStep.None, keepAlive.Check(248, heard: false, 100, 50));
        Assert.Equal(KeepAliveStep.Ping, keepAlive.Check(249, heard: false, 100, 50));
    }
}
