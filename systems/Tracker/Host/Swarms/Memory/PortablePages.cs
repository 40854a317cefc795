using System.Runtime.InteropServices;

namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>The same over the C library of any system: growing copies, and pages go back only with the whole piece.</summary>
internal sealed unsafe class PortablePages : PageSource
{
    private const int Line = 64;

    public override byte* Take(long bytes, long alignment)
    {
        try
        {
            return (byte*)NativeMemory.AlignedAlloc((nuint)bytes, (nuint)alignment);
        }
        catch (OutOfMemoryException)
        {
            return null;
        }
    }

    public override byte* TakeGrowing(long bytes) => Take(bytes, Line);

    public override byte* Resize(byte* memory, long oldBytes, long newBytes)
    {
        byte* moved = Take(newBytes, Line);
        if (moved != null)
        {
            NativeMemory.Copy(memory, moved, (nuint)Math.Min(oldBytes, newBytes));
            Release(memory, oldBytes);
        }

        return moved;
    }

    public override void Discard(byte* memory, long bytes)
    {
    }

    public override void Release(byte* memory, long bytes) => NativeMemory.AlignedFree(memory);
}
