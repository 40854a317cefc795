using System.Buffers;
using Millrace.Shards;

namespace Millrace.WebSockets.Frames;

/// <summary>Buffers of what waits to be sent, counted in the shared budget: the shard's own, or larger ones where a message needs it.</summary>
internal static class SendBuffers
{
    public static byte[] Rent(ShardBuffers pool, SendQueueShare? share, int bytes)
    {
        byte[] buffer = bytes <= ShardBuffers.Size ? pool.Rent() : ArrayPool<byte>.Shared.Rent(bytes);
        share?.Hold(buffer.Length);
        return buffer;
    }

    public static void Return(ShardBuffers pool, SendQueueShare? share, byte[] buffer)
    {
        share?.Give(buffer.Length);
        if (buffer.Length == ShardBuffers.Size)
        {
            pool.Return(buffer);
        }
        else
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
