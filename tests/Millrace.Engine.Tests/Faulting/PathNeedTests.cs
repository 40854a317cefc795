using Millrace.Engine.Faulting;
using Millrace.Engine.Loads;
using Millrace.Engine.Tests.Running;
using Millrace.Faults;
using Xunit;

namespace Millrace.Engine.Tests.Faulting;

public sealed class PathNeedTests
{
    [Theory]
    [InlineData("", false)]
    [InlineData("pause@1s..2s; kill@5s", false)]
    [InlineData("pause@1s..2s; latency(5ms)@3s..4s", true)]
    [InlineData("reset_peer@3s", true)]
    public void A_proxy_is_in_the_path_where_a_fault_works_there(string faults, bool expected) => Assert.Equal(expected, PathNeed.IsThere(Over("tcp"), FaultTimeline.Parse(faults)));

    [Fact]
    public void A_proxy_that_is_asked_for_is_there_without_a_fault() => Assert.True(PathNeed.IsThere(Over("tcp") with { Proxy = true }, FaultTimeline.Empty));

    [Fact]
    public void A_fault_on_a_path_that_clients_do_not_take_is_refused_with_those_that_would_do()
    {
        string problem = Assert.Single(PathNeed.Problems(Over("tcp"), FaultTimeline.Parse("loss(5%)@1s..2s; latency(5ms)@1s..2s")));
        Assert.StartsWith("fault loss(5%)@1s..2s works on UDP, and clients of fake speak TCP; for them there are latency, ", problem, StringComparison.Ordinal);

        problem = Assert.Single(PathNeed.Problems(Over("udp"), FaultTimeline.Parse("loss(5%)@1s..2s; reset_peer@1s")));
        Assert.StartsWith("fault reset_peer@1s works on TCP, and clients of fake speak UDP; for them there are loss, ", problem, StringComparison.Ordinal);
    }

    private static Scenario Over(string scheme) => new FakeSystem().Scenario(new Uri($"{scheme}://127.0.0.1:1"), new Closed());
}
