using System.IO.Compression;
using System.Text;
using Millrace.WebSockets.Compression;
using Millrace.WebSockets.Frames;
using Millrace.WebSockets.Tests.Frames;

namespace Millrace.WebSockets.Tests.Compression;

public sealed class MessageDeflateTests
{
    private static byte[] Compressible(int length) =>
        Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, (length / 10) + 1).Select(i => $"item {i % 97:000}; ")))[..length];

    [Theory]
    [InlineData(300, 15)]
    [InlineData(5_000, 8)]
    [InlineData(100_000, 9)]
    [InlineData(100_000, 15)]
    public void A_message_survives_both_ways(int length, int windowBits)
    {
        byte[] payload = Compressible(length);
        Assert.True(MessageDeflate.TryDeflate(payload, CompressionLevel.Fastest, windowBits, out byte[]? deflated, out int size));
        Assert.True(size < length);
        byte[] frame = Wire.Frame(Opcode.Text, deflated.AsSpan(0, size), rsv1: true);
        Assert.Equal(["Text " + Convert.ToHexString(payload)], InboundRun.Of(frame, _ => 100, deflate: true));
    }

    [Fact]
    public void A_fragmented_message_carries_rsv1_on_its_first_frame_only()
    {
        byte[] payload = Compressible(1000);
        Assert.True(MessageDeflate.TryDeflate(payload, CompressionLevel.Fastest, 15, out byte[]? deflated, out int size));
        byte[] frames =
        [
            .. Wire.Frame(Opcode.Text, deflated.AsSpan(0, 10), fin: false, rsv1: true), .. Wire.Frame(Opcode.Ping, []),
            .. Wire.Frame(Opcode.Continuation, deflated.AsSpan(10, size - 10)), .. Wire.Text("plain"),
        ];
        Assert.Equal(["Ping ", "Text " + Convert.ToHexString(payload), "Text 706C61696E"], InboundRun.Of(frames, _ => 1, deflate: true));
    }

    [Fact]
    public void The_example_of_the_specification_inflates()
    {
        // RFC 7692 section 7.2.3.1: "Hello".
        byte[] frame = [0xC1, 0x07, 0xF2, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00];
        Assert.Equal(["Text 48656C6C6F"], InboundRun.Of(frame, _ => 1, deflate: true));
    }

    [Fact]
    public void A_final_block_inside_a_message_inflates()
    {
        // RFC 7692 section 7.2.3.4: "Hello" with BFINAL set.
        byte[] frame = [0xC1, 0x08, 0xF3, 0x48, 0xCD, 0xC9, 0xC9, 0x07, 0x00, 0x00];
        Assert.Equal(["Text 48656C6C6F"], InboundRun.Of(frame, _ => 1, deflate: true));
    }

    [Fact]
    public void A_bomb_is_too_big_without_being_inflated_whole()
    {
        Assert.True(MessageDeflate.TryDeflate(new byte[5_000_000], CompressionLevel.Fastest, 15, out byte[]? deflated, out int size));
        byte[] frame = Wire.Frame(Opcode.Binary, deflated.AsSpan(0, size), rsv1: true);
        Assert.Equal(["Violation 1009"], InboundRun.Of(frame, _ => 100, maxMessageBytes: 100_000, deflate: true));
    }

    [Fact]
    public void Bytes_that_are_no_deflate_stream_are_1007() =>
        Assert.Equal(["Violation 1007"], InboundRun.Of(Wire.Frame(Opcode.Binary, [0xFF, 0xFF, 0xFF], rsv1: true), _ => 100, deflate: true));

    [Fact]
    public void A_message_that_does_not_shrink_is_left_alone()
    {
        byte[] noise = new byte[500];
        new Random(1).NextBytes(noise);
        Assert.False(MessageDeflate.TryDeflate(noise, CompressionLevel.Fastest, 15, out _, out _));
    }

    [Theory]
    [InlineData("permessage-deflate", 15, "permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; client_max_window_bits", 15, "permessage-deflate; server_no_context_takeover; client_no_context_takeover")]
    [InlineData("permessage-deflate; server_max_window_bits=10", 10, "permessage-deflate; server_no_context_takeover; client_no_context_takeover; server_max_window_bits=10")]
    [InlineData("permessage-deflate; client_max_window_bits=12", 15, "permessage-deflate; server_no_context_takeover; client_no_context_takeover; client_max_window_bits=12")]
    [InlineData("permessage-deflate; server_max_window_bits=16", 0, null)]
    [InlineData("permessage-deflate; server_max_window_bits", 0, null)]
    [InlineData("permessage-deflate; unknown=1", 0, null)]
    [InlineData("permessage-deflate; server_no_context_takeover; server_no_context_takeover", 0, null)]
    [InlineData("x-webkit-deflate-frame", 0, null)]
    public void Offers_are_answered_within_what_they_allow(string offer, int windowBits, string? answer)
    {
        Assert.Equal(answer, DeflateOffer.Answer([offer], out int bits));
        Assert.Equal(windowBits, bits);
    }

    [Fact]
    public void A_server_that_keeps_its_context_is_not_what_was_offered()
    {
        Assert.False(DeflateOffer.TryTakeAnswer("permessage-deflate", out _));
        Assert.True(DeflateOffer.TryTakeAnswer("permessage-deflate; server_no_context_takeover; client_max_window_bits=9", out int bits));
        Assert.Equal(9, bits);
        Assert.False(DeflateOffer.TryTakeAnswer("permessage-deflate; server_no_context_takeover; client_max_window_bits", out _));
    }
}
