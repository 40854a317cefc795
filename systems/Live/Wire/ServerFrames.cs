using System.Buffers;

namespace Millrace.Live.Wire;

/// <summary>Writes the frames of a server other than patches and documents.</summary>
public static class ServerFrames
{
    /// <summary>The longest <c>handled</c>, in bytes.</summary>
    public const int LongestHandled = 1 + WireSizes.LongestNumber;

    public static void Welcome(IBufferWriter<byte> writer, in WelcomeFrame welcome)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Welcome, 7, FrameBytes.Most(welcome.Token));
        frame.Byte(welcome.Version);
        frame.Byte((byte)welcome.Mode);
        frame.Number(welcome.LastEvent);
        frame.Number(welcome.NextPatch);
        frame.Number(welcome.HeartbeatSeconds);
        frame.Number(welcome.LargestClientFrame);
        frame.Text(welcome.Token);
        frame.Done();
    }

    public static void Handled(IBufferWriter<byte> writer, uint lastEvent)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Handled, 1);
        frame.Number(lastEvent);
        frame.Done();
    }

    /// <summary>Writes <c>handled</c> into at least <see cref="LongestHandled"/> bytes and returns its length.</summary>
    public static int Handled(Span<byte> destination, uint lastEvent)
    {
        destination[0] = (byte)FrameKind.Handled;
        return 1 + WireSizes.Write(destination[1..], lastEvent);
    }

    public static void Pong(IBufferWriter<byte> writer, ulong stamp)
    {
        var frame = new FrameBytes(writer, (byte)FrameKind.Pong, 1);
        frame.Number(stamp);
        frame.Done();
    }

    public static void Notice(IBufferWriter<byte> writer, NoticeCode code, uint node, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var frame = new FrameBytes(writer, (byte)FrameKind.Notice, 3, FrameBytes.Most(message));
        frame.Byte((byte)code);
        frame.Number(node);
        frame.Text(message);
        frame.Done();
    }

    public static void Goodbye(IBufferWriter<byte> writer, GoodbyeReason reason, GoodbyeAdvice advice, uint afterMilliseconds, string message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var frame = new FrameBytes(writer, (byte)FrameKind.Goodbye, 4, FrameBytes.Most(message));
        frame.Byte((byte)reason);
        frame.Byte((byte)advice);
        frame.Number(afterMilliseconds);
        frame.Text(message);
        frame.Done();
    }
}
