namespace Millrace.Live.Wire;

/// <summary>What the first byte of a frame says.</summary>
public static class FrameKinds
{
    /// <summary>The kind of a frame from a client; <see cref="FrameKind.None"/> where there is none of that number.</summary>
    public static FrameKind OfClient(ReadOnlySpan<byte> frame) => frame.IsEmpty ? FrameKind.None : frame[0] switch
    {
        <= 5 => (FrameKind)frame[0],
        >= 0x10 and <= 0x7F when IsEvent(frame[0]) => FrameKind.Event,
        _ => FrameKind.None,
    };

    /// <summary>The kind of a frame from a server; <see cref="FrameKind.None"/> where there is none of that number.</summary>
    public static FrameKind OfServer(ReadOnlySpan<byte> frame) =>
        !frame.IsEmpty && frame[0] is >= (byte)FrameKind.Welcome and <= (byte)FrameKind.Goodbye ? (FrameKind)frame[0] : FrameKind.None;

    /// <summary>Whether an event bears this number.</summary>
    public static bool IsEvent(byte kind) => kind is >= 0x10 and <= 0x18 or 0x20 or 0x21 or >= 0x30 and <= 0x33 or 0x40 or 0x41 or 0x50 or 0x51
        or 0x60 or 0x61 or >= 0x70 and <= 0x73 or >= 0x78 and <= 0x7F;
}
