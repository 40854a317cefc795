using System.Net;
using Millrace.Engine.Running;
using Xunit;

namespace Millrace.Engine.Tests.Running;

public sealed class TargetPolicyTests
{
    [Theory]
    [InlineData("127.0.0.1", true)]
    [InlineData("127.255.255.254", true)]
    [InlineData("10.1.2.3", true)]
    [InlineData("172.16.0.1", true)]
    [InlineData("172.31.255.255", true)]
    [InlineData("172.32.0.1", false)]
    [InlineData("192.168.1.1", true)]
    [InlineData("192.169.1.1", false)]
    [InlineData("169.254.10.10", true)]
    [InlineData("100.64.0.1", false)]
    [InlineData("8.8.8.8", false)]
    [InlineData("0.0.0.0", false)]
    [InlineData("::1", true)]
    [InlineData("fe80::1", true)]
    [InlineData("fd00::1", true)]
    [InlineData("::ffff:10.0.0.1", true)]
    [InlineData("::ffff:8.8.8.8", false)]
    [InlineData("2001:db8::1", false)]
    public void Own_addresses_are_loopback_link_local_and_private(string address, bool own) =>
        Assert.Equal(own, TargetPolicy.IsOwn(IPAddress.Parse(address)));

    [Fact]
    public void One_public_address_among_private_ones_is_enough_to_refuse() =>
        Assert.Contains("8.8.8.8", TargetPolicy.Refusal(new Uri("ws://x/"), [IPAddress.Loopback, IPAddress.Parse("8.8.8.8")], authorized: false), StringComparison.Ordinal);

    [Fact]
    public void Who_vouches_may() => Assert.Null(TargetPolicy.Refusal(new Uri("ws://x/"), [IPAddress.Parse("8.8.8.8")], authorized: true));
}
