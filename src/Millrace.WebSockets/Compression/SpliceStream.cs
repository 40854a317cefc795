namespace Millrace.WebSockets.Compression;

/// <summary>Reads one block of memory and then another, as a stream.</summary>
internal sealed class SpliceStream(ReadOnlyMemory<byte> first, ReadOnlyMemory<byte> second) : Stream
{
    private ReadOnlyMemory<byte> _first = first;
    private ReadOnlyMemory<byte> _second = second;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (_first.IsEmpty)
        {
            (_first, _second) = (_second, default);
        }

        int count = Math.Min(buffer.Length, _first.Length);
        _first.Span[..count].CopyTo(buffer);
        _first = _first[count..];
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
