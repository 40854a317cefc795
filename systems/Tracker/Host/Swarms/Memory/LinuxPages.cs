using System.Runtime.InteropServices;

namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>Pages straight from the Linux kernel: they go back one by one (madvise), and a large piece grows by moving its pages, not its bytes (mremap).</summary>
internal sealed unsafe partial class LinuxPages : PageSource
{
    private const int ReadWrite = 0x3;
    private const int PrivateAnonymousNoReserve = 0x2 | 0x20 | 0x4000;
    private const int MayMove = 1;
    private const int DontNeed = 4;
    private const int NoHugePage = 15;

    public override byte* Take(long bytes, long alignment)
    {
        // More than asked for, so that an aligned piece lies in it; what is over at both ends goes back.
        byte* start = Map(bytes + alignment);
        if (start == null)
        {
            return null;
        }

        byte* aligned = (byte*)(((long)start + alignment - 1) & -alignment);
        Unmap(start, aligned - start);
        Unmap(aligned + bytes, start + alignment - aligned);

        // One huge page under a few small chunks would hold 2 MiB for a tracker that has ten peers.
        _ = madvise((nint)aligned, (nuint)bytes, NoHugePage);
        return aligned;
    }

    public override byte* TakeGrowing(long bytes) => Map(bytes);

    public override byte* Resize(byte* memory, long oldBytes, long newBytes)
    {
        nint moved = mremap((nint)memory, (nuint)oldBytes, (nuint)newBytes, MayMove);
        return moved == -1 ? null : (byte*)moved;
    }

    public override void Discard(byte* memory, long bytes) => _ = madvise((nint)memory, (nuint)bytes, DontNeed);

    public override void Release(byte* memory, long bytes) => Unmap(memory, bytes);

    private static byte* Map(long bytes)
    {
        nint memory = mmap(0, (nuint)bytes, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return memory == -1 ? null : (byte*)memory;
    }

    private static void Unmap(byte* memory, long bytes)
    {
        if (bytes > 0)
        {
            _ = munmap((nint)memory, (nuint)bytes);
        }
    }

    [LibraryImport("libc")]
    private static partial nint mmap(nint address, nuint length, int protection, int flags, int descriptor, long offset);

    [LibraryImport("libc")]
    private static partial int munmap(nint address, nuint length);

    [LibraryImport("libc")]
    private static partial nint mremap(nint address, nuint oldLength, nuint newLength, int flags);

    [LibraryImport("libc")]
    private static partial int madvise(nint address, nuint length, int advice);
}
