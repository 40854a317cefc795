namespace Millrace.Speech.Host.Sessions;

/// <summary>The last bytes of a stream before the chunk at hand: for what a recogniser looks back at, and for the half of a sample that a chunk of odd size left over.</summary>
internal sealed class AudioHistory
{
    private readonly byte[] _ring;

    /// <summary>An empty one.</summary>
    /// <param name="bytes">How many bytes it remembers, at least 1.</param>
    public AudioHistory(int bytes) => _ring = new byte[Math.Max(1, bytes)];

    /// <summary>Bytes of the stream before the chunk at hand.</summary>
    public long Position { get; private set; }

    /// <summary>The first byte that it still knows.</summary>
    public long Oldest => Math.Max(0, Position - _ring.Length);

    /// <summary>Copies bytes of the stream, which begin no earlier than <see cref="Oldest"/> and end within the chunk at hand.</summary>
    public void Copy(long from, ReadOnlySpan<byte> chunk, Span<byte> into)
    {
        int before = (int)Math.Clamp(Position - from, 0, into.Length);
        for (int copied = 0; copied < before;)
        {
            int at = (int)((from + copied) % _ring.Length);
            int count = Math.Min(before - copied, _ring.Length - at);
            _ring.AsSpan(at, count).CopyTo(into[copied..]);
            copied += count;
        }

        if (before < into.Length)
        {
            chunk.Slice((int)(from + before - Position), into.Length - before).CopyTo(into[before..]);
        }
    }

    /// <summary>The chunk is done with, and becomes history.</summary>
    public void Append(ReadOnlySpan<byte> chunk)
    {
        ReadOnlySpan<byte> last = chunk.Length > _ring.Length ? chunk[^_ring.Length..] : chunk;
        Position += chunk.Length;
        for (long at = Position - last.Length; !last.IsEmpty;)
        {
            int start = (int)(at % _ring.Length);
            int count = Math.Min(last.Length, _ring.Length - start);
            last[..count].CopyTo(_ring.AsSpan(start));
            last = last[count..];
            at += count;
        }
    }
}
