using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host;

/// <summary>Complaints about bytes in the form that RabbitMQ has for them, Erlang's, because clients' programmers search for its texts.</summary>
internal static class Erlang
{
    // A reply text has 255 bytes; what is longer is cut there.
    private const int ShownBytes = 80;

    public static BrokerRefusal Undecodable(ReadOnlySpan<byte> arguments) => new(ReplyCode.FrameError, $"cannot decode {Binary(arguments)}");

    public static BrokerRefusal Unexpected(Frame frame) => new(ReplyCode.UnexpectedFrame, $"type {(byte)frame.Kind}, all octets = {Binary(frame.Payload)}");

    /// <summary>What is wrong with the first frame of <paramref name="bytes"/>.</summary>
    public static BrokerRefusal BadFrame(FrameStatus status, ReadOnlySpan<byte> bytes, int frameMax)
    {
        uint size = bytes.Length < Frame.HeadSize ? 0 : BinaryPrimitives.ReadUInt32BigEndian(bytes[3..]);
        ReadOnlySpan<byte> payload = bytes[Math.Min(bytes.Length, Frame.HeadSize)..];
        payload = payload[..(int)Math.Min(size, (uint)payload.Length)];
        string detail = status switch
        {
            FrameStatus.TooLarge => string.Create(CultureInfo.InvariantCulture, $"<<>>: {{frame_too_large,{size},{frameMax - Frame.Overhead}}}"),
            FrameStatus.BadEnd => string.Create(CultureInfo.InvariantCulture, $"{Binary(payload)}: {{invalid_frame_end_marker,{bytes[Frame.HeadSize + (int)size]}}}"),
            _ => $"{Binary(payload)}: unknown_frame",
        };
        return new BrokerRefusal(ReplyCode.FrameError, $"type {bytes[0]}, all octets = {detail}");
    }

    /// <summary>Bytes as Erlang prints them.</summary>
    public static string Binary(ReadOnlySpan<byte> bytes)
    {
        if (bytes.IsEmpty)
        {
            return "<<>>";
        }

        ReadOnlySpan<byte> shown = bytes[..Math.Min(bytes.Length, ShownBytes)];
        string more = shown.Length < bytes.Length ? "..." : "";
        return shown.ContainsAnyExceptInRange((byte)' ', (byte)'~')
            ? $"<<{string.Join(',', shown.ToArray())}{more}>>"
            : $"<<\"{Encoding.ASCII.GetString(shown)}\"{more}>>";
    }
}
