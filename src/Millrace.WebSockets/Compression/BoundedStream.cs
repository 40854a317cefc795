namespace Millrace.WebSockets.Compression;

/// <summary>Writes into an array up to a limit; beyond it nothing is kept and <see cref="Overflowed"/> says so.</summary>
internal sealed class BoundedStream(byte[] target, int limit) : Stream
{
    /// <summary>While true, writes vanish.</summary>
    public bool Muted { get; set; }

    public int Count { get; private set; }

    public bool Overflowed { get; private set; }

    public ReadOnlySpan<byte> Written => target.AsSpan(0, Count);

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (Muted || Overflowed)
        {
            return;
        }

        if (buffer.Length > limit - Count)
        {
            Overflowed = true;
            return;
        }

        buffer.CopyTo(target.AsSpan(Count));
        Count += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
