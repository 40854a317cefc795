namespace Millrace.Shards;

/// <summary>A shard's own stack of byte buffers of one size; not thread-safe, because only the shard's thread uses it.</summary>
public sealed class ShardBuffers
{
    /// <summary>Length of a rented buffer, in bytes.</summary>
    public const int Size = 16 * 1024;

    private readonly Stack<byte[]> _free = new();
    private readonly int _kept;

    /// <summary>Keeps at most <paramref name="kept"/> idle buffers; the rest goes to the garbage collector.</summary>
    public ShardBuffers(int kept = 1024) => _kept = kept;

    /// <summary>A buffer of <see cref="Size"/> bytes with arbitrary content.</summary>
    public byte[] Rent() => _free.TryPop(out byte[]? buffer) ? buffer : GC.AllocateUninitializedArray<byte>(Size);

    /// <summary>Gives a rented buffer back.</summary>
    public void Return(byte[] buffer)
    {
        if (_free.Count < _kept)
        {
            _free.Push(buffer);
        }
    }
}
