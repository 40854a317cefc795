namespace Millrace.Amqp.Wire;

/// <summary>One frame, seen where it lies: valid as long as the bytes it was read from.</summary>
/// <param name="kind">What it carries.</param>
/// <param name="channel">Its channel.</param>
/// <param name="payload">Its payload, without framing.</param>
public readonly ref struct Frame(FrameKind kind, ushort channel, ReadOnlySpan<byte> payload)
{
    /// <summary>Bytes that a frame has beside its payload.</summary>
    public const int Overhead = 8;

    /// <summary>Bytes before the payload.</summary>
    public const int HeadSize = 7;

    /// <summary>The last octet of every frame.</summary>
    public const byte End = 0xCE;

    /// <summary>The smallest limit of a frame's size that peers may agree on.</summary>
    public const int LeastMax = 4096;

    /// <summary>What it carries.</summary>
    public FrameKind Kind { get; } = kind;

    /// <summary>The channel that it belongs to; 0 is the connection itself.</summary>
    public ushort Channel { get; } = channel;

    /// <summary>What it carries, without framing.</summary>
    public ReadOnlySpan<byte> Payload { get; } = payload;

    /// <summary>The size of the whole frame.</summary>
    public int Size => Payload.Length + Overhead;
}
