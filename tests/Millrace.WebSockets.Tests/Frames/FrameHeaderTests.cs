using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class FrameHeaderTests
{
    public static TheoryData<long> Lengths => [0, 1, 125, 126, 127, 65535, 65536, 1L << 31, long.MaxValue];

    [Theory]
    [MemberData(nameof(Lengths))]
    public void A_written_header_reads_back_at_every_truncation_and_with_poisoned_margins(long length)
    {
        foreach (uint? key in new uint?[] { null, 0xA1B2C3D4 })
        {
            byte[] bytes = new byte[64];
            bytes.AsSpan().Fill(0xFF);
            int size = FrameHeader.Write(bytes.AsSpan(8), Opcode.Binary, length, key, fin: false, rsv1: true);
            Assert.Equal(FrameHeader.LengthOf(0, false) - 2 + size, size);
            Assert.All(bytes[..8], b => Assert.Equal(0xFF, b));
            Assert.All(bytes[(8 + size)..], b => Assert.Equal(0xFF, b));

            for (int cut = 0; cut < size; cut++)
            {
                Assert.Equal(FrameParse.Incomplete, FrameHeader.Parse(bytes.AsSpan(8, cut), key is not null, true, out _, out _));
            }

            Assert.Equal(FrameParse.Header, FrameHeader.Parse(bytes.AsSpan(8), key is not null, true, out FrameHeader header, out _));
            Assert.Equal(new FrameHeader(false, true, Opcode.Binary, key is not null, key ?? 0, length, size), header);
            if (length < 1L << 40)
            {
                Assert.Equal(size + length, FrameHeader.LengthOf(length, key is not null));
            }
        }
    }

    [Theory]
    [InlineData("90 00", "reserved bits")] // RSV3
    [InlineData("A0 00", "reserved bits")] // RSV2
    [InlineData("C1 00", "reserved bits")] // RSV1 without deflate
    [InlineData("83 00", "reserved opcode")]
    [InlineData("87 00", "reserved opcode")]
    [InlineData("8B 00", "reserved opcode")]
    [InlineData("8F 00", "reserved opcode")]
    [InlineData("09 00", "fragmented")] // ping without FIN
    [InlineData("08 00", "fragmented")]
    [InlineData("89 7E 00 7E", "125")]
    [InlineData("8A 7F", "125")]
    [InlineData("82 80", "must not be masked")]
    [InlineData("82 7E 00 7D", "shortest")]
    [InlineData("82 7F 00 00 00 00 00 00 FF FF", "shortest")]
    [InlineData("82 7F 80 00 00 00 00 00 00 00", "top bit")]
    public void A_broken_rule_is_reported_with_1002(string hex, string words)
    {
        byte[] bytes = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.Equal(FrameParse.Violation, FrameHeader.Parse(bytes, expectMask: false, allowRsv1: false, out _, out Violation violation));
        Assert.Equal(WebSocketCloseCode.ProtocolError, violation.Code);
        Assert.Contains(words, violation.Reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0xC9)] // ping
    [InlineData(0xC8)] // close
    [InlineData(0xC0)] // continuation
    public void Rsv1_stands_only_on_the_first_frame_of_a_message(int first) =>
        Assert.Equal(FrameParse.Violation, FrameHeader.Parse([(byte)first, 0], expectMask: false, allowRsv1: true, out _, out _));

    [Fact]
    public void An_unmasked_frame_of_a_client_is_refused_at_its_second_byte()
    {
        Assert.Equal(FrameParse.Violation, FrameHeader.Parse([0x82, 0x05], expectMask: true, allowRsv1: false, out _, out Violation violation));
        Assert.Contains("must be masked", violation.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_pair_of_first_bytes_is_a_header_a_violation_or_incomplete()
    {
        Span<byte> bytes = stackalloc byte[14];
        for (int pair = 0; pair <= ushort.MaxValue; pair++)
        {
            bytes.Fill(0x01);
            bytes[0] = (byte)(pair >> 8);
            bytes[1] = (byte)pair;
            FrameParse parse = FrameHeader.Parse(bytes, (pair & 0x80) != 0, allowRsv1: true, out FrameHeader header, out Violation violation);
            Assert.NotEqual(FrameParse.Incomplete, parse);
            Assert.Equal(parse == FrameParse.Violation, violation.Code != 0);
            Assert.True(parse == FrameParse.Violation || (header.Size is >= 2 and <= 14 && header.PayloadLength >= 0));
        }
    }
}
