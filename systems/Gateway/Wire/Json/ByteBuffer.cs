namespace Millrace.Gateway.Wire.Json;

/// <summary>An array that grows to what is asked for and shrinks back once it has been much too large for a while.</summary>
internal sealed class ByteBuffer
{
    /// <summary>An array of this size is kept for good, in bytes.</summary>
    public const int Kept = 64 * 1024;

    // One big message among small ones must not cost an allocation each time, nor hold megabytes for good.
    private const int Patience = 32;

    private byte[] _bytes = [];
    private int _smallUses;

    public int Capacity => _bytes.Length;

    public byte[] Bytes => _bytes;

    /// <summary>Room for <paramref name="size"/> bytes; what was there is lost.</summary>
    public Span<byte> Take(int size)
    {
        Settle(size);
        if (_bytes.Length < size)
        {
            _bytes = new byte[Rounded(size)];
        }

        return _bytes.AsSpan(0, size);
    }

    /// <summary>Makes room for <paramref name="size"/> bytes and keeps the first <paramref name="used"/>.</summary>
    public void Grow(int size, int used)
    {
        if (_bytes.Length < size)
        {
            byte[] larger = new byte[Rounded(Math.Max(size, (int)Math.Min(Array.MaxLength, _bytes.Length * 2L)))];
            _bytes.AsSpan(0, used).CopyTo(larger);
            _bytes = larger;
        }
    }

    /// <summary>Says how much the last use needed; after enough uses that needed little, a large array is given back.</summary>
    public void Settle(int used)
    {
        if (_bytes.Length <= Kept || used > Kept)
        {
            _smallUses = 0;
        }
        else if (++_smallUses >= Patience)
        {
            _bytes = [];
            _smallUses = 0;
        }
    }

    private static int Rounded(int size) => size > Array.MaxLength / 2 ? size : (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(size, 256));
}
