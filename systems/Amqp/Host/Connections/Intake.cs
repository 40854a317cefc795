using System.Buffers;
using Millrace.Amqp.Wire;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <summary>
/// The received bytes of one connection that have not been understood yet. While nothing is left over, which is most of the time, it holds no memory: bytes arrive in a buffer that all
/// connections share. The rest of a large frame is received behind its beginning, so that a peer which sends byte by byte costs no copying.
/// </summary>
internal sealed class Intake(Link link, byte[] scratch)
{
    private const int Copied = 4 * 1024;

    private byte[]? _kept;
    private int _count;
    private int _consumed;
    private bool _isInScratch;

    /// <summary>What there is to read. Valid until the next call of anything here.</summary>
    public ReadOnlySpan<byte> Unread => (_isInScratch ? scratch : _kept).AsSpan(_consumed, _count - _consumed);

    /// <summary>Receives more behind what is kept: the count of bytes, 0 at the end of the stream, -1 when nothing is there.</summary>
    public int Receive()
    {
        if (_count > Copied)
        {
            if (_count == _kept!.Length)
            {
                Keep(_count * 2);
            }

            int more = link.TryReceive(_kept.AsSpan(_count));
            _count += Math.Max(more, 0);
            return more;
        }

        _kept.AsSpan(0, _count).CopyTo(scratch);
        int received = link.TryReceive(scratch.AsSpan(_count));
        if (received > 0)
        {
            _isInScratch = true;
            _count += received;
        }

        return received;
    }

    /// <summary>Marks bytes as understood.</summary>
    public void Consume(int count) => _consumed += count;

    /// <summary>Puts away what is left before the shared buffer is used by another.</summary>
    /// <param name="frameMax">The largest frame.</param>
    public void Settle(int frameMax)
    {
        ReadOnlySpan<byte> rest = Unread;
        if (rest.IsEmpty)
        {
            Release();
            return;
        }

        // Room for all of the frame that has begun, where its size is known already and allowed.
        int need = rest.Length;
        if (rest.Length >= Frame.HeadSize)
        {
            uint size = System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(rest[3..]);
            need = size <= (uint)frameMax ? Math.Max(need, (int)size + Frame.Overhead) : need;
        }

        if (_isInScratch)
        {
            byte[] home = _kept is { } kept && kept.Length >= need ? kept : ArrayPool<byte>.Shared.Rent(need);
            rest.CopyTo(home);
            Exchange(home);
        }
        else if (_consumed > 0)
        {
            rest.CopyTo(_kept);
        }

        (_count, _consumed, _isInScratch) = (rest.Length, 0, false);
        if (_kept!.Length < need)
        {
            Keep(need);
        }
    }

    /// <summary>Gives all memory back.</summary>
    public void Release()
    {
        Exchange(null);
        (_count, _consumed, _isInScratch) = (0, 0, false);
    }

    private void Keep(int size)
    {
        byte[] larger = ArrayPool<byte>.Shared.Rent(size);
        _kept.AsSpan(0, _count).CopyTo(larger);
        Exchange(larger);
    }

    private void Exchange(byte[]? next)
    {
        if (_kept is { } old && !ReferenceEquals(old, next))
        {
            ArrayPool<byte>.Shared.Return(old);
        }

        _kept = next;
    }
}
