using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Tests.Udp;

public sealed class UdpAddressTests
{
    [Theory]
    [InlineData("127.0.0.1:1")]
    [InlineData("255.255.255.255:65535")]
    [InlineData("[::1]:6969")]
    [InlineData("[2001:db8::7:1]:80")]
    [InlineData("[fe80::1%3]:80")]
    public void It_is_the_end_point_that_it_was_made_from(string text)
    {
        IPEndPoint endPoint = IPEndPoint.Parse(text);
        UdpAddress address = UdpAddress.From(endPoint);
        Assert.Equal(endPoint, address.ToEndPoint());
        Assert.Equal(endPoint.AddressFamily, address.Family);
        Assert.Equal(endPoint.ToString(), address.ToString());
    }

    [Fact]
    public void An_ipv4_address_and_the_ipv6_address_that_maps_it_are_the_same()
    {
        UdpAddress plain = UdpAddress.From(IPEndPoint.Parse("10.1.2.3:9"));
        Assert.Equal(plain, UdpAddress.From(IPEndPoint.Parse("[::ffff:10.1.2.3]:9")));
        Assert.Equal(plain.GetHashCode(), UdpAddress.FromIPv4(0x0A010203, 9).GetHashCode());
        Assert.Equal(plain, UdpAddress.FromIPv4(0x0A010203, 9));
        Assert.True(plain.IsIPv4);
        Assert.Equal(0x0A010203u, plain.IPv4);
        Assert.Equal(AddressFamily.InterNetwork, plain.Family);
    }

    [Fact]
    public void Addresses_differ_by_host_port_and_scope()
    {
        UdpAddress one = UdpAddress.From(IPEndPoint.Parse("[fe80::1%3]:80"));
        Assert.NotEqual(one, UdpAddress.From(IPEndPoint.Parse("[fe80::1%4]:80")));
        Assert.NotEqual(one, UdpAddress.From(IPEndPoint.Parse("[fe80::1%3]:81")));
        Assert.NotEqual(one, UdpAddress.From(IPEndPoint.Parse("[fe80::2%3]:80")));
        Assert.False(UdpAddress.From(IPEndPoint.Parse("[::1]:80")).IsIPv4);
        Assert.False(default(UdpAddress).IsIPv4);
    }
}
