using System.Net;
using System.Net.Sockets;
using Millrace.Engine.Faulting;
using Millrace.Faults;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Faulting;

public sealed class ProxyCalibrationTests
{
    [Theory]
    [InlineData(FaultScope.Tcp)]
    [InlineData(FaultScope.Udp)]
    public async Task Round_trips_of_both_kinds_are_counted_and_timed(FaultScope transport)
    {
        using ProxyCalibration calibration = await ProxyCalibration.StartAsync(transport, null, null);

        // The echo stands for a proxy that adds nothing; a machine too busy for 1,300 round trips in five seconds says so by null.
        ProxyCost? cost = await calibration.MeasureAsync(calibration.Echo, TestContext.Current.CancellationToken);

        Assert.SkipWhen(cost is null, "this machine is too busy");
        Assert.Equal((500, 64), (cost!.RoundTrips, cost.MessageBytes));
        Assert.True(cost.DirectP50Ms > 0 && cost.DirectP50Ms <= cost.DirectP99Ms, $"{cost}");
        Assert.True(cost.ThroughP50Ms > 0 && cost.ThroughP50Ms <= cost.ThroughP99Ms, $"{cost}");
    }

    [Fact]
    public async Task A_way_that_leads_nowhere_has_no_cost()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound and not listening: whoever connects is refused
        using ProxyCalibration calibration = await ProxyCalibration.StartAsync(FaultScope.Tcp, null, null);

        Assert.Null(await calibration.MeasureAsync((IPEndPoint)socket.LocalEndPoint!, TestContext.Current.CancellationToken));
    }
}
