using System.Net;
using Millrace.Gateway.Host.Admission;
using Millrace.Hosting.Admission;

namespace Millrace.Gateway.Tests.Host;

public sealed class AdmissionTests
{
    [Fact]
    public void Addresses_are_counted_apart_and_forgotten_when_their_last_connection_leaves()
    {
        AddressLimits limits = new(2);
        IPAddress one = IPAddress.Parse("10.0.0.1");
        Assert.True(limits.TryEnter(one));
        Assert.True(limits.TryEnter(one));
        Assert.False(limits.TryEnter(one));
        Assert.True(limits.TryEnter(IPAddress.Parse("10.0.0.2")));
        Assert.Equal(2, limits.Addresses);
        limits.Leave(one);
        Assert.True(limits.TryEnter(one));
        limits.Leave(one);
        limits.Leave(one);
        Assert.Equal(1, limits.Addresses);
    }

    [Fact]
    public void An_ipv6_network_of_64_bits_is_one_address_and_a_mapped_ipv4_address_is_itself()
    {
        AddressLimits limits = new(1);
        Assert.True(limits.TryEnter(IPAddress.Parse("2001:db8:0:1::1")));
        Assert.False(limits.TryEnter(IPAddress.Parse("2001:db8:0:1:ffff::2")));
        Assert.True(limits.TryEnter(IPAddress.Parse("2001:db8:0:2::1")));
        Assert.True(limits.TryEnter(IPAddress.Parse("10.0.0.1")));
        Assert.False(limits.TryEnter(IPAddress.Parse("::ffff:10.0.0.1")));
    }

    [Fact]
    public void A_drain_completes_with_the_last_client_and_admits_no_new_one()
    {
        Seats seats = new(3);
        Assert.True(seats.TryTake() && seats.TryAdmit());
        Assert.True(seats.TryTake() && seats.TryAdmit());
        Assert.True(seats.TryTake());
        Assert.False(seats.TryTake());
        Assert.True(seats.IsFull);
        Task empty = seats.Drain();
        Assert.False(seats.TryAdmit());
        seats.LeaveClient();
        Assert.False(empty.IsCompleted);
        seats.LeaveClient();
        Assert.True(empty.IsCompleted);
    }
}
