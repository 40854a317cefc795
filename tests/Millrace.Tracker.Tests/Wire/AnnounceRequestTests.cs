using Millrace.Testing;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

public sealed class AnnounceRequestTests
{
    private static readonly AnnounceRequest Request = new()
    {
        Head = new(0x1122_3344_5566_7788, TrackerAction.Announce, 0x0102_0304),
        InfoHash = new(0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F, 0x1011_1213),
        PeerId = new(0x2021_2223_2425_2627, 0x2829_2A2B_2C2D_2E2F, 0x3031_3233),
        Downloaded = 0x4041_4243_4445_4647,
        Left = 0x5051_5253_5455_5657,
        Uploaded = 0x6061_6263_6465_6667,
        Event = AnnounceEvent.Started,
        Address = 0x7071_7273,
        Key = 0x8081_8283,
        Wanted = -1,
        Port = 0x9091,
    };

    private static readonly byte[] Bytes = Convert.FromHexString(
        "1122334455667788" // 0 connection id
        + "00000001" // 8 action
        + "01020304" // 12 transaction id
        + "000102030405060708090A0B0C0D0E0F10111213" // 16 info hash
        + "202122232425262728292A2B2C2D2E2F30313233" // 36 peer id
        + "4041424344454647" // 56 downloaded
        + "5051525354555657" // 64 left
        + "6061626364656667" // 72 uploaded
        + "00000002" // 80 event
        + "70717273" // 84 IP address
        + "80818283" // 88 key
        + "FFFFFFFF" // 92 num_want
        + "9091"); // 96 port

    [Fact]
    public void Announce_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[98];

        Assert.Equal(98, Request.Write(bytes));

        Assert.Equal(Bytes, bytes);
    }

    [Fact]
    public void Announce_is_read_as_it_was_written()
    {
        Assert.True(AnnounceRequest.TryRead(Bytes, out AnnounceRequest read));

        Assert.Equal(Request, read);
    }

    [Fact]
    public void Options_behind_it_change_nothing()
    {
        Assert.True(AnnounceRequest.TryRead([.. Bytes, 2, 1, (byte)'/', 0], out AnnounceRequest read));

        Assert.Equal(Request, read);
    }

    [Theory]
    [InlineData("00000000", AnnounceEvent.None)]
    [InlineData("00000001", AnnounceEvent.Completed)]
    [InlineData("00000003", AnnounceEvent.Stopped)]
    [InlineData("FFFFFFFF", (AnnounceEvent)uint.MaxValue)]
    public void Event_is_given_as_it_is(string hex, AnnounceEvent expected)
    {
        byte[] bytes = [.. Bytes];
        Convert.FromHexString(hex).CopyTo(bytes, 80);

        Assert.True(AnnounceRequest.TryRead(bytes, out AnnounceRequest read));

        Assert.Equal(expected, read.Event);
    }

    [Fact]
    public void Announce_cut_off_anywhere_is_refused()
    {
        foreach (byte[] cut in Garbage.Truncations(Bytes))
        {
            Assert.False(AnnounceRequest.TryRead(HostileSegments.Poisoned(cut).Span, out AnnounceRequest read));
            Assert.Equal(default, read);
        }
    }

    [Fact]
    public void Any_98_bytes_are_read_and_written_back_as_they_were()
    {
        byte[] written = new byte[98];
        foreach (byte[] garbage in Garbage.Bytes(seed: 21, count: 2000, maxLength: 300))
        {
            bool isRead = AnnounceRequest.TryRead(garbage, out AnnounceRequest read);

            Assert.Equal(garbage.Length >= 98, isRead);
            if (isRead)
            {
                _ = read.Write(written);
                Assert.Equal(garbage[..98], written);
            }
        }
    }
}
