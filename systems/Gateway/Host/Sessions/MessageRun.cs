using System.Buffers;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Messages for the same clients as one run of frames, so that a backlog costs one system call a client. Reused; holds little while empty.</summary>
internal sealed class MessageRun
{
    private const int UsualBytes = 64 * 1024;
    private const int MaxFrames = 1024;

    private readonly int[] _ends = new int[MaxFrames];
    private readonly byte[] _usual = new byte[UsualBytes];
    private byte[]? _large;
    private SharedFrames? _shared;

    /// <summary>Frames in it.</summary>
    public int Count { get; private set; }

    /// <summary>Bytes of their payloads.</summary>
    public int PayloadBytes { get; private set; }

    /// <summary>All frames as the queues of slow clients share them.</summary>
    public ref SharedFrames? Shared => ref _shared;

    private byte[] Buffer => _large ?? _usual;

    /// <summary>All frames.</summary>
    public ReadOnlySpan<byte> Bytes => Buffer.AsSpan(0, Start(Count));

    /// <summary>One frame.</summary>
    public ReadOnlySpan<byte> this[int index] => Buffer.AsSpan(Start(index), _ends[index] - Start(index));

    /// <summary>True while a message of this size may be added; the first always may, whatever its size.</summary>
    public bool Fits(int payloadLength) =>
        Count == 0 || (Count < MaxFrames && Start(Count) + WebSocketFrame.LengthOf(payloadLength) <= UsualBytes);

    /// <summary>Adds a message that fits.</summary>
    public void Add(WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        int start = Start(Count);
        int length = (int)WebSocketFrame.LengthOf(payload.Length);
        if (length > UsualBytes - start)
        {
            _large = ArrayPool<byte>.Shared.Rent(length); // it is the first and will be the only one
        }

        _ends[Count] = start + WebSocketFrame.Encode(Buffer.AsSpan(start), kind, payload);
        _shared = null;
        Count++;
        PayloadBytes += payload.Length;
    }

    /// <summary>Forgets all.</summary>
    public void Clear()
    {
        Count = PayloadBytes = 0;
        _shared = null;
        if (_large is { } large)
        {
            ArrayPool<byte>.Shared.Return(large);
            _large = null;
        }
    }

    private int Start(int index) => index == 0 ? 0 : _ends[index - 1];
}
