namespace Millrace.Testing;

/// <summary>A buffer for a writer under test, between two margins that tell whether the writer kept inside.</summary>
public sealed class PoisonedBuffer
{
    private const int Margin = 64;
    private const byte Poison = 0xA5;
    private readonly byte[] _array;

    /// <summary>A buffer of exactly <paramref name="length"/> bytes, all 0xA5.</summary>
    public PoisonedBuffer(int length)
    {
        _array = new byte[length + (2 * Margin)];
        _array.AsSpan().Fill(Poison);
        Memory = _array.AsMemory(Margin, length);
    }

    /// <summary>What the writer may write to.</summary>
    public Memory<byte> Memory { get; }

    /// <summary>What the writer may write to.</summary>
    public Span<byte> Span => Memory.Span;

    /// <summary>False once anything was written before or behind the buffer.</summary>
    public bool MarginsAreIntact =>
        !_array.AsSpan(0, Margin).ContainsAnyExcept(Poison) && !_array.AsSpan(_array.Length - Margin).ContainsAnyExcept(Poison);
}
