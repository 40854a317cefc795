using System.Buffers;

namespace Millrace.Speech.Host.Streaming;

/// <summary>Where a message is written before it is sent: one for each thread, used again and again for as long as sends complete at once.</summary>
internal sealed class ReplyWriter : IBufferWriter<byte>
{
    // Longer ones are not kept.
    private const int Kept = 16 * 1024;

    [ThreadStatic]
    private static ReplyWriter? t_free;

    private byte[] _buffer = new byte[512];
    private int _written;

    /// <summary>What was written.</summary>
    public ReadOnlyMemory<byte> Written => _buffer.AsMemory(0, _written);

    /// <summary>An empty one, the caller's alone until it gives it back; one that is still being sent is not given back.</summary>
    public static ReplyWriter Take()
    {
        ReplyWriter writer = t_free ?? new ReplyWriter();
        t_free = null;
        writer._written = 0;
        return writer;
    }

    /// <summary>Gives it back: nobody looks into it any more.</summary>
    public void GiveBack()
    {
        if (_buffer.Length <= Kept)
        {
            t_free = this;
        }
    }

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsMemory(_written);
    }

    public Span<byte> GetSpan(int sizeHint = 0)
    {
        MakeRoom(sizeHint);
        return _buffer.AsSpan(_written);
    }

    private void MakeRoom(int size)
    {
        size = Math.Max(size, 1);
        if (_buffer.Length - _written < size)
        {
            Array.Resize(ref _buffer, Math.Max(_buffer.Length * 2, _written + size));
        }
    }
}
