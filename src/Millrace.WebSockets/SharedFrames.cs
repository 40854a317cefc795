using Millrace.Shards;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets;

/// <summary>
/// Encoded frames that wait in the queues of several connections of one shard and are kept once: a room's slow members cost a message, not a message
/// each. Made by the first <see cref="WebSocketLink.TrySendEncoded(ReadOnlySpan{byte}, int, ref SharedFrames?)"/> that has to queue them.
/// </summary>
public sealed class SharedFrames
{
    // Small messages are copied: one behind the other they leave by one system call.
    internal const int MinBytes = 4096;

    private readonly ShardBuffers _pool;
    private readonly SendQueueShare? _share;
    private readonly byte[] _buffer;
    private int _holders;

    internal SharedFrames(ShardBuffers pool, SendQueueShare? share, ReadOnlySpan<byte> frames, int count)
    {
        (_pool, _share, Length, Count) = (pool, share, frames.Length, count);
        _buffer = SendBuffers.Rent(pool, share, frames.Length);
        frames.CopyTo(_buffer);
    }

    internal int Length { get; }

    internal int Count { get; }

    /// <summary>False once all queues have given it back: its bytes are gone then.</summary>
    internal bool IsHeld => _holders > 0;

    internal byte[] Hold()
    {
        _holders++;
        return _buffer;
    }

    internal void Give()
    {
        if (--_holders == 0)
        {
            SendBuffers.Return(_pool, _share, _buffer);
        }
    }
}
