namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>
/// What stands at the start of a chunk: 64 KiB at a multiple of 64 KiB, so that a block's chunk is its address without the last 16 bits. Blocks of one size follow; those that were
/// given back are a list through their own first bytes, and those behind <see cref="Fresh"/> have never been touched and cost nothing yet.
/// </summary>
internal unsafe struct Chunk
{
    public const int Bytes = 64 * 1024;
    public const int HeadBytes = 64;

    /// <summary>The next chunk of the same size that has room.</summary>
    public Chunk* Next;

    /// <summary>The one before it.</summary>
    public Chunk* Previous;

    /// <summary>The first block that was given back.</summary>
    public byte* Free;

    /// <summary>Where the blocks begin that were never handed out.</summary>
    public int Fresh;

    /// <summary>Blocks that are handed out.</summary>
    public int Live;

    /// <summary>The size of its blocks: <see cref="SizeClasses"/>.</summary>
    public int SizeClass;

    /// <summary>The chunk that a block lies in.</summary>
    public static Chunk* Of(byte* block) => (Chunk*)((nint)block & ~(nint)(Bytes - 1));

    /// <summary>True where less than a quarter of it is handed out.</summary>
    public readonly bool IsSparse => Live * 4 * SizeClasses.Bytes(SizeClass) < Bytes - HeadBytes;

    /// <summary>True where a block can be had from it.</summary>
    public readonly bool HasRoom => Free != null || Fresh + SizeClasses.Bytes(SizeClass) <= Bytes;
}
