using System.Buffers;
using Millrace.WebSockets.Compression;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Connection;

/// <summary>Makes messages frames of a pump's queue: compressed where agreed, flushing and dropping where there is no room otherwise.</summary>
internal static class Queueing
{
    /// <summary>Queues one message, or returns false and queues nothing.</summary>
    public static bool TryQueue(
        SendPump pump, WebSocketOptions options, int deflateWindowBits, WebSocketMessageKind kind, ReadOnlySpan<byte> payload, SendQueuePolicy whenFull)
    {
        if (kind is not (WebSocketMessageKind.Text or WebSocketMessageKind.Binary))
        {
            throw new ArgumentOutOfRangeException(nameof(kind), kind, "Messages are text or binary; CloseAsync closes.");
        }

        if (pump.Frames.IsTooLarge(payload.Length))
        {
            throw new ArgumentException(
                $"A message of {payload.Length} bytes can never fit into MaxSendQueueBytes; split it, or raise the limit.", nameof(payload));
        }

        if (deflateWindowBits > 0 && payload.Length >= options.Deflate!.MinMessageBytes
            && MessageDeflate.TryDeflate(payload, options.Deflate.Level, deflateWindowBits, out byte[]? deflated, out int length))
        {
            bool queued = TryAppend(pump, (Opcode)kind, deflated.AsSpan(0, length), rsv1: true, whenFull);
            ArrayPool<byte>.Shared.Return(deflated!);
            return queued;
        }

        return TryAppend(pump, (Opcode)kind, payload, rsv1: false, whenFull);
    }

    /// <summary>Queues encoded frames, or returns false and queues nothing.</summary>
    public static bool TryQueueEncoded(SendPump pump, ReadOnlySpan<byte> encoded, int count, SendQueuePolicy whenFull, ref SharedFrames? shared)
    {
        if (pump.Frames.TryAppendEncoded(encoded, count, ref shared))
        {
            return true;
        }

        MakeRoom(pump, encoded.Length, count, whenFull);
        return pump.Frames.TryAppendEncoded(encoded, count, ref shared);
    }

    private static bool TryAppend(SendPump pump, Opcode opcode, ReadOnlySpan<byte> payload, bool rsv1, SendQueuePolicy whenFull)
    {
        if (!pump.Frames.FitsBuffer(payload.Length))
        {
            pump.Flush();
        }

        if (pump.Frames.TryAppend(opcode, payload, rsv1))
        {
            return true;
        }

        MakeRoom(pump, pump.Frames.LengthOf(payload.Length), 1, whenFull);
        return pump.Frames.TryAppend(opcode, payload, rsv1);
    }

    private static void MakeRoom(SendPump pump, long bytes, int count, SendQueuePolicy whenFull)
    {
        pump.Flush();
        if (whenFull == SendQueuePolicy.DropOldest)
        {
            pump.Frames.DropUntilRoom(bytes, count);
        }
    }
}
