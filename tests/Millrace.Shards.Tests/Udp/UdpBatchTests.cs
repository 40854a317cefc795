using System.Net;
using System.Text;

namespace Millrace.Shards.Tests.Udp;

public sealed class UdpBatchTests
{
    private static readonly UdpAddress Somebody = UdpAddress.From(IPEndPoint.Parse("[2001:db8::1]:7"));

    [Fact]
    public void It_holds_what_was_added_in_order()
    {
        using UdpBatch batch = new(3, 10);
        Add(batch, "one", Somebody);
        Add(batch, "", UdpAddress.FromIPv4(1, 2));
        batch.Next[0] = 9;
        batch.Add(1);
        Assert.Equal(3, batch.Count);
        Assert.True(batch.IsFull);
        Assert.Equal("one", Encoding.ASCII.GetString(batch[0]));
        Assert.True(batch[1].IsEmpty);
        Assert.Equal([9], batch[2].ToArray());
        Assert.Equal(Somebody, batch.Address(0));
        Assert.Equal(UdpAddress.FromIPv4(1, 2), batch.Address(1));
        Assert.Equal(default, batch.Address(2));
        Assert.False(batch.IsTruncated(0));
    }

    [Fact]
    public void A_slot_has_its_bytes_and_no_more()
    {
        using UdpBatch batch = new(2, 100);
        Assert.Equal(100, batch.Next.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Add(101));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Add(-1));
        Assert.Equal(0, batch.Count);
        batch.Next.Fill(1);
        batch.Add(100);
        batch.Next.Fill(2);
        batch.Add(100);
        Assert.Equal(1, batch[0][99]);
        Assert.Equal(2, batch[1][0]);
    }

    [Fact]
    public void A_full_batch_takes_nothing_until_it_is_cleared()
    {
        using UdpBatch batch = new(1, 4);
        Add(batch, "1", Somebody);
        Assert.Throws<InvalidOperationException>(() => _ = batch.Next.Length);
        Assert.Throws<InvalidOperationException>(() => batch.Add(0));
        Assert.Throws<InvalidOperationException>(() => batch.Add(0, Somebody));
        batch.Clear();
        Assert.False(batch.IsFull);
        Add(batch, "2", Somebody);
        Assert.Equal("2", Encoding.ASCII.GetString(batch[0]));
    }

    [Fact]
    public void What_is_not_in_it_can_not_be_read()
    {
        using UdpBatch batch = new(2, 4);
        Add(batch, "1", Somebody);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[1].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[-1].Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.Address(1));
        Assert.Throws<ArgumentOutOfRangeException>(() => batch.IsTruncated(1));
        using UdpBatch other = new(2, 4);
        Assert.Throws<ArgumentOutOfRangeException>(() => other.Reply(1, batch, 1));
        Assert.Equal(0, other.Count);
    }

    [Fact]
    public void A_reply_goes_to_whom_the_datagram_came_from()
    {
        using UdpBatch received = new(2, 4);
        Add(received, "a", Somebody);
        Add(received, "b", UdpAddress.FromIPv4(3, 4));
        using UdpBatch answers = new(2, 8);
        answers.Reply(8, received, 1);
        answers.Reply(2, received, 0);
        Assert.Equal(UdpAddress.FromIPv4(3, 4), answers.Address(0));
        Assert.Equal(Somebody, answers.Address(1));
        Assert.Equal(2, answers[1].Length);
    }

    [Fact]
    public void A_disposed_batch_has_room_for_nothing()
    {
        UdpBatch batch = new(2, 4);
        Add(batch, "1", Somebody);
        batch.Dispose();
        batch.Dispose();
        Assert.Equal(0, batch.Count);
        Assert.Throws<InvalidOperationException>(() => _ = batch.Next.Length);
        Assert.Throws<ArgumentOutOfRangeException>(() => _ = batch[0].Length);
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 0)]
    [InlineData(int.MaxValue, 2048)]
    [InlineData(1, int.MaxValue)]
    public void Sizes_that_make_no_sense_are_refused(int capacity, int slotBytes) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new UdpBatch(capacity, slotBytes));

    private static void Add(UdpBatch batch, string text, UdpAddress to) => batch.Add(Encoding.ASCII.GetBytes(text, batch.Next), to);
}
