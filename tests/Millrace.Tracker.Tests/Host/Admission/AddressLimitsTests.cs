using Millrace.Shards;
using Millrace.Tracker.Host.Admission;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class AddressLimitsTests
{
    private const long Second = 1_000_000;

    private static readonly SipHashKey s_key = new(1, 2);
    private readonly AddressLimits _limits = new(10, 5, 64, Second, s_key);

    [Fact]
    public void An_address_gets_its_burst_and_then_its_rate()
    {
        Assert.Equal(5, Taken(_limits, Four(1), Second, 20));
        Assert.Equal(0, Taken(_limits, Four(1), Second + (Second / 10) - 1, 20));
        Assert.Equal(1, Taken(_limits, Four(1), Second + (Second / 10), 20));
        Assert.Equal(3, Taken(_limits, Four(1), Second + (4 * Second / 10), 20));
        Assert.Equal(5, Taken(_limits, Four(1), 100 * Second, 20));
    }

    [Fact]
    public void What_is_refused_is_not_held_against_the_address()
    {
        _ = Taken(_limits, Four(1), Second, 1000);

        Assert.Equal(1, Taken(_limits, Four(1), Second + (Second / 10), 20));
    }

    [Fact]
    public void Ports_of_an_address_and_addresses_of_a_64_network_share_and_others_do_not()
    {
        Assert.Equal(5, Taken(_limits, Four(1), Second, 20));
        Assert.Equal(0, Taken(_limits, Four(1) with { Port = 9 }, Second, 20));
        Assert.Equal(5, Taken(_limits, Four(2), Second, 20));

        Assert.Equal(5, Taken(_limits, new UdpAddress(0x2a00_0001_0000_0001, 1, 1), Second, 20));
        Assert.Equal(0, Taken(_limits, new UdpAddress(0x2a00_0001_0000_0001, ulong.MaxValue, 2), Second, 20));
        Assert.Equal(5, Taken(_limits, new UdpAddress(0x2a00_0001_0000_0002, 1, 1), Second, 20));
    }

    [Fact]
    public void A_rate_of_zero_limits_nothing()
    {
        AddressLimits off = new(0, 1, 64, Second, s_key);

        Assert.Equal(10_000, Taken(off, Four(1), Second, 10_000));
    }

    [Fact]
    public void However_many_addresses_come_the_table_stays_as_it_is_and_each_of_them_gets_its_first_answer()
    {
        long before = GC.GetAllocatedBytesForCurrentThread();
        bool all = true;
        for (uint address = 0; address < 100_000; address++)
        {
            all &= _limits.TryTake(Four(address), Second);
        }

        Assert.True(all);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [Fact]
    public void Those_who_used_least_are_forgotten_first()
    {
        // One address uses up its share; as many others as fill the whole table come once each.
        AddressLimits limits = new(10, 5, 4, Second, s_key);
        Assert.Equal(5, Taken(limits, Four(1), Second, 20));
        for (uint address = 2; address < 50; address++)
        {
            Assert.True(limits.TryTake(Four(address), Second));
        }

        Assert.Equal(0, Taken(limits, Four(1), Second, 20));
    }

    private static UdpAddress Four(uint address) => UdpAddress.FromIPv4(address, 1000);

    private static int Taken(AddressLimits limits, in UdpAddress address, long now, int tries)
    {
        int taken = 0;
        for (int i = 0; i < tries; i++)
        {
            taken += limits.TryTake(address, now) ? 1 : 0;
        }

        return taken;
    }
}
