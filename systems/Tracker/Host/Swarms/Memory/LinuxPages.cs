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

    private readonly KeptPages _kept = new();

    public override byte* Take(long bytes, long alignment)
    {
        byte* kept = TakeKept(bytes, alignment);
        if (kept != null)
        {
            return kept;
        }

        // More than asked for, so that an aligned piece lies in it; what is over at both ends goes back.
        byte* start = Map(bytes + alignment);
        if (start == null)
        {
            return null;
        }

        byte* aligned = (byte*)(((long)start + alignment - 1) & -alignment);
        Release(start, aligned - start);
        Release(aligned + bytes, start + alignment - aligned);
        return WithSmallPages(aligned, bytes);
    }

    public override byte* TakeGrowing(long bytes)
    {
        byte* kept = TakeKept(bytes, 1);
        if (kept != null)
        {
            return kept;
        }

        byte* memory = Map(bytes);
        return memory == null ? null : WithSmallPages(memory, bytes);
    }

    public override byte* Resize(byte* memory, long oldBytes, long newBytes)
    {
        nint moved = mremap((nint)memory, (nuint)oldBytes, (nuint)newBytes, MayMove);
        return moved == -1 ? null : (byte*)moved;
    }

    public override void Discard(byte* memory, long bytes) => _ = madvise((nint)memory, (nuint)bytes, DontNeed);

    public override void Release(byte* memory, long bytes)
    {
        if (bytes == 0)
        {
            return;
        }

        if (munmap((nint)memory, (nuint)bytes) != 0)
        {
            Discard(memory, bytes);
            _kept.Add((nint)memory, bytes);
            return;
        }

        // What was refused before may be taken now.
        if (_kept.Count > 0)
        {
            (nint start, long size) = _kept.TakeAny();
            if (size > 0 && munmap(start, (nuint)size) != 0)
            {
                _kept.Add(start, size);
            }
        }
    }

    private byte* TakeKept(long bytes, long alignment) => _kept.Count == 0 ? null : (byte*)_kept.Take(bytes, alignment);

    // One huge page under a few small chunks would hold 2 MiB for a tracker that has ten peers, and one under the end of an array what nobody has touched.
    private static byte* WithSmallPages(byte* memory, long bytes)
    {
        _ = madvise((nint)memory, (nuint)bytes, NoHugePage);
        return memory;
    }

    private static byte* Map(long bytes)
    {
        nint memory = mmap(0, (nuint)bytes, ReadWrite, PrivateAnonymousNoReserve, -1, 0);
        return memory == -1 ? null : (byte*)memory;
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
