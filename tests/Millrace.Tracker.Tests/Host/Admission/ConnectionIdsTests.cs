using Millrace.Shards;
using Millrace.Tracker.Host.Admission;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class ConnectionIdsTests
{
    private const long Now = 1_800_000_123;

    private static readonly byte[] s_secret = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly UdpAddress s_client = UdpAddress.FromIPv4(0xC0000201, 40000);
    private readonly ConnectionIds _ids = new(s_secret);

    [Fact]
    public void An_id_is_good_for_its_address_only_and_from_any_port_of_it()
    {
        ulong id = _ids.Issue(s_client, Now);

        Assert.True(_ids.Accepts(id, s_client, Now));
        Assert.True(_ids.Accepts(id, s_client with { Port = 1 }, Now));
        Assert.False(_ids.Accepts(id, UdpAddress.FromIPv4(0xC0000202, 40000), Now));
        Assert.False(_ids.Accepts(id, new UdpAddress(0x2001_0db8_0000_0000, 1, 40000), Now));
        Assert.False(_ids.Accepts(id, s_client with { High = 1 }, Now));
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(120, true)]
    [InlineData(121, false)]
    [InlineData(3600, false)]
    [InlineData(65536, false)] // the 16 bits of time have come round
    [InlineData(65536 * 3600L, false)]
    [InlineData(-5, true)]
    [InlineData(-6, false)]
    [InlineData(-3600, false)]
    public void An_id_is_good_for_two_minutes_and_not_before_its_time(long age, bool good)
    {
        ulong id = new ConnectionIds(s_secret).Issue(s_client, Now - age);

        Assert.Equal(good, _ids.Accepts(id, s_client, Now));
    }

    [Theory]
    [InlineData(3600 * 500_000L)]
    [InlineData(65536 * 27_000L)]
    public void An_id_outlives_the_change_of_the_key_and_the_turn_of_the_clock(long turn)
    {
        for (long issued = turn - 130; issued <= turn + 10; issued++)
        {
            ulong id = _ids.Issue(s_client, issued);
            Assert.True(_ids.Accepts(id, s_client, issued + 120));
            Assert.True(_ids.Accepts(id, s_client, issued - 5));
            Assert.False(_ids.Accepts(id, s_client, issued + 121));
            Assert.False(_ids.Accepts(id, s_client, issued - 6));
        }
    }

    [Fact]
    public void Two_trackers_with_one_secret_accept_each_others_ids_and_one_with_another_does_not()
    {
        ConnectionIds second = new([.. s_secret]);
        ConnectionIds stranger = new([.. s_secret.Reverse()]);
        ulong id = _ids.Issue(s_client, Now);

        Assert.True(second.Accepts(id, s_client, Now + 60));
        Assert.True(_ids.Accepts(second.Issue(s_client, Now + 3), s_client, Now)); // its clock is ahead
        Assert.False(stranger.Accepts(id, s_client, Now));
    }

    [Fact]
    public void No_bit_of_an_id_may_change()
    {
        ulong id = _ids.Issue(s_client, Now);
        for (int bit = 0; bit < 64; bit++)
        {
            Assert.False(_ids.Accepts(id ^ (1UL << bit), s_client, Now), $"bit {bit}");
        }
    }

    [Fact]
    public void Guesses_do_not_come_true()
    {
        Random random = new(15);
        ulong stamp = _ids.Issue(s_client, Now) & 0xFFFF_0000_0000_0000;
        for (int i = 0; i < 100_000; i++)
        {
            Assert.False(_ids.Accepts(stamp | (ulong)random.NextInt64(1L << 48), s_client, Now));
        }
    }

    [Fact]
    public void An_id_costs_no_allocation()
    {
        Assert.True(_ids.Accepts(_ids.Issue(s_client, Now), s_client, Now));
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < 1000; i++)
        {
            _ = _ids.Accepts(_ids.Issue(s_client, Now + (i / 100)), s_client, Now + (i / 100));
        }

        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
