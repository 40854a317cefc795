using System.Buffers;
using System.IO.Compression;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Compression;

/// <summary>Compresses and decompresses one message, RFC 7692 section 7.2, always without context takeover.</summary>
internal static class MessageDeflate
{
    // A sync flush ends a deflate stream with an empty stored block; the sender cuts these four bytes off, the receiver puts them back.
    private static readonly byte[] s_tail = [0x00, 0x00, 0xFF, 0xFF];

    // With an empty last block behind it the stream has an end, so a decoder does not take it for truncated.
    private static readonly byte[] s_end = [0x00, 0x00, 0xFF, 0xFF, 0x01, 0x00, 0x00, 0xFF, 0xFF];

    /// <summary>Decompresses into an array of the shared pool, which the caller gives back. Stops at <paramref name="limit"/> bytes.</summary>
    public static bool TryInflate(ReadOnlyMemory<byte> payload, int limit, out byte[]? inflated, out int length, out Violation violation)
    {
        violation = default;
        length = 0;
        byte[] output = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, Math.Max(256, payload.Length * 4L)));
        using var source = new SpliceStream(payload, s_end);
        using var stream = new DeflateStream(source, CompressionMode.Decompress);
        try
        {
            int read;
            while ((read = stream.Read(output.AsSpan(length))) > 0)
            {
                length += read;
                if (length > limit)
                {
                    violation = new Violation(WebSocketCloseCode.TooBig, $"a message is larger than {limit} bytes when decompressed");
                    break;
                }

                if (length == output.Length)
                {
                    byte[] larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(limit + 1L, output.Length * 2L));
                    output.AsSpan(0, length).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(output);
                    output = larger;
                }
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException)
        {
            // Expected of a broken peer.
            violation = new Violation(WebSocketCloseCode.InvalidPayload, "a compressed message is not a deflate stream");
        }

        if (violation.Code != 0)
        {
            ArrayPool<byte>.Shared.Return(output);
            inflated = null;
            return false;
        }

        inflated = output;
        return true;
    }

    /// <summary>
    /// Compresses into an array of the shared pool, which the caller gives back; false when that would not make it smaller.
    /// A window smaller than zlib's is kept by starting afresh every 2^<paramref name="windowBits"/> bytes: no distance in such a piece can
    /// be longer.
    /// </summary>
    public static bool TryDeflate(ReadOnlySpan<byte> payload, CompressionLevel level, int windowBits, out byte[]? deflated, out int length)
    {
        byte[] output = ArrayPool<byte>.Shared.Rent(payload.Length);
        length = 0;
        deflated = null;
        using var target = new BoundedStream(output, payload.Length);
        int piece = windowBits >= 15 ? payload.Length : 1 << windowBits;
        while (!payload.IsEmpty && !target.Overflowed)
        {
            int take = Math.Min(piece, payload.Length);
            DeflatePiece(target, payload[..take], level);
            payload = payload[take..];
        }

        if (target.Overflowed || target.Count < s_tail.Length || !target.Written.EndsWith(s_tail))
        {
            ArrayPool<byte>.Shared.Return(output);
            return false;
        }

        length = target.Count - s_tail.Length;
        deflated = output;
        return true;
    }

    private static void DeflatePiece(BoundedStream target, ReadOnlySpan<byte> piece, CompressionLevel level)
    {
        // Disposing writes a final block, which must not be sent: the stream is muted after its sync flush.
        using var stream = new DeflateStream(target, level, leaveOpen: true);
        stream.Write(piece);
        stream.Flush();
        target.Muted = true;
        stream.Dispose();
        target.Muted = false;
    }
}
