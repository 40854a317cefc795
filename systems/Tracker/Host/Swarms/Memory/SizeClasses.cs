using System.Numerics;

namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>Sizes of small blocks: multiples of 16 bytes up to 256, then eight steps to each doubling, so that no block is more than an eighth larger than asked for.</summary>
internal static class SizeClasses
{
    /// <summary>How many there are.</summary>
    public const int Count = 64;

    /// <summary>The largest small block.</summary>
    public const int MaxBytes = 16 * 1024;

    private const int Linear = 16;
    private const int LinearBits = 8;

    /// <summary>The class of the smallest block that holds so many bytes, from 1 to <see cref="MaxBytes"/>.</summary>
    public static int Of(int bytes)
    {
        uint last = (uint)bytes - 1;
        if (last < 1 << LinearBits)
        {
            return (int)(last / Linear);
        }

        int log = BitOperations.Log2(last);
        return Linear + ((log - LinearBits) * 8) + (int)((last >> (log - 3)) & 7);
    }

    /// <summary>Bytes of a class's blocks.</summary>
    public static int Bytes(int sizeClass)
    {
        if (sizeClass < Linear)
        {
            return (sizeClass + 1) * 16;
        }

        int step = sizeClass - Linear;
        int log = LinearBits + (step / 8);
        return (1 << log) + (((step % 8) + 1) << (log - 3));
    }
}
