using System.Text;
using Millrace.Testing;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

public sealed class AnswerTests
{
    // Offset 0 action 0, 4 transaction id, 8 connection id (8).
    private static readonly byte[] Connect = Convert.FromHexString("00000000" + "01020304" + "1122334455667788");

    // Offset 0 action 1, 4 transaction id, 8 interval, 12 leechers, 16 seeders, 20 peers of 6.
    private static readonly byte[] Announce = Convert.FromHexString("00000001" + "01020304" + "00000708" + "00000005" + "00000006" + "0A0000011AE1" + "0A0000021AE2");

    // Offset 0 action 3, 4 transaction id, 8 the text.
    private static readonly byte[] Error = [.. Convert.FromHexString("00000003" + "01020304"), .. "gone"u8];

    [Fact]
    public void Connect_answer_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[16];

        Assert.Equal(16, ConnectAnswer.Write(bytes, 0x0102_0304, 0x1122_3344_5566_7788));

        Assert.Equal(Connect, bytes);
        Assert.True(ConnectAnswer.TryRead(bytes, out ulong id));
        Assert.Equal(0x1122_3344_5566_7788u, id);
    }

    [Fact]
    public void Announce_answer_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[20];

        Assert.Equal(20, new AnnounceAnswer(0x0102_0304, 1800, Leechers: 5, Seeders: 6).Write(bytes));

        Assert.Equal(Announce[..20], bytes);
    }

    [Fact]
    public void Announce_answer_is_read_with_its_peers()
    {
        Assert.True(AnnounceAnswer.TryRead(Announce, out AnnounceAnswer answer));

        Assert.Equal(new AnnounceAnswer(0x0102_0304, 1800, 5, 6), answer);
        Assert.Equal(Convert.FromHexString("0A0000011AE10A0000021AE2"), AnnounceAnswer.Peers(Announce).ToArray());
    }

    [Fact]
    public void Error_has_the_layout_of_BEP_15()
    {
        byte[] bytes = new byte[12];

        Assert.Equal(12, ErrorAnswer.Write(bytes, 0x0102_0304, "gone"u8));

        Assert.Equal(Error, bytes);
        Assert.True(AnswerHead.TryRead(bytes, out AnswerHead head));
        Assert.Equal(new AnswerHead(TrackerAction.Error, 0x0102_0304), head);
    }

    [Theory]
    [InlineData("gone")]
    [InlineData("gone\0")]
    [InlineData("gone\0\0")]
    public void End_mark_of_an_error_is_not_part_of_its_text(string text) =>
        Assert.Equal("gone", Encoding.ASCII.GetString(ErrorAnswer.Text([.. Error.AsSpan(0, 8), .. Encoding.ASCII.GetBytes(text)])));

    [Fact]
    public void Error_without_a_text_is_empty() => Assert.True(ErrorAnswer.Text(Error.AsSpan(0, 8)).IsEmpty);

    [Fact]
    public void Answers_cut_off_anywhere_are_refused()
    {
        foreach (byte[] cut in Garbage.Truncations(Connect))
        {
            Assert.False(ConnectAnswer.TryRead(HostileSegments.Poisoned(cut).Span, out ulong id));
            Assert.Equal(0u, id);
            Assert.Equal(cut.Length >= 8, AnswerHead.TryRead(HostileSegments.Poisoned(cut).Span, out _));
        }

        foreach (byte[] cut in Garbage.Truncations(Announce[..20]))
        {
            Assert.False(AnnounceAnswer.TryRead(HostileSegments.Poisoned(cut).Span, out AnnounceAnswer answer));
            Assert.Equal(default, answer);
        }
    }

    [Theory]
    [InlineData(false, 6)]
    [InlineData(true, 18)]
    public void Compact_peer_of_a_family_has_its_length(bool isIPv6, int bytes) => Assert.Equal(bytes, TrackerProtocol.PeerBytes(isIPv6));
}
