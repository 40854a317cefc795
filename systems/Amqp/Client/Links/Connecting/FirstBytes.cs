namespace Millrace.Amqp.Links.Connecting;

/// <summary>The first bytes that the other side sends, eight at most: they show who answers on a port.</summary>
internal sealed class FirstBytes
{
    private readonly byte[] _bytes = new byte[8];
    private int _count;

    /// <summary>What came so far.</summary>
    public byte[] Seen => _bytes[..Volatile.Read(ref _count)];

    /// <summary>Takes note of what was read; one reader at a time.</summary>
    public void Note(ReadOnlySpan<byte> read)
    {
        int count = _count;
        if (count < _bytes.Length && read.Length > 0)
        {
            int more = Math.Min(read.Length, _bytes.Length - count);
            read[..more].CopyTo(_bytes.AsSpan(count));
            Volatile.Write(ref _count, count + more);
        }
    }
}
