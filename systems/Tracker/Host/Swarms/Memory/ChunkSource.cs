using System.Numerics;

namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>
/// Hands out chunks, and runs of chunks side by side, from regions of 4 MiB: few regions, since each is a mapping, of which a process may have 65,530 on most systems. A chunk that comes back gives its pages to the system at once, a region that is empty its addresses too. Shared by all stripes of a table,
/// thread-safe; asked once for hundreds of swarms.
/// </summary>
internal sealed unsafe class ChunkSource(PageSource pages) : IDisposable
{
    private const int ChunksPerRegion = 64;
    private const long RegionBytes = (long)ChunksPerRegion * Chunk.Bytes;

    // How many regions are searched for a run before a new one is taken.
    private const int MostSearched = 256;

    private readonly Lock _lock = new();

    // By address: the chunks of a region that are free, one bit each. The second list has those that are not full, each once.
    private readonly Dictionary<nint, ulong> _regions = [];
    private readonly List<nint> _withRoom = [];

    /// <summary>A chunk with undefined content, or null where the system has no memory left.</summary>
    public Chunk* Take()
    {
        lock (_lock)
        {
            if (_withRoom.Count == 0 && !TryTakeRegion())
            {
                return null;
            }

            int last = _withRoom.Count - 1;
            return (Chunk*)Take(last, BitOperations.TrailingZeroCount(_regions[_withRoom[last]]), 1);
        }
    }

    /// <summary>So many chunks side by side, 64 at most, as memory with undefined content; or null.</summary>
    public byte* TakeRun(int count)
    {
        lock (_lock)
        {
            for (int n = _withRoom.Count - 1; n >= Math.Max(0, _withRoom.Count - MostSearched); n--)
            {
                ulong starts = StartsOfRuns(_regions[_withRoom[n]], count);
                if (starts != 0)
                {
                    // From the other end than single chunks, so that they do not cut the free runs up.
                    return Take(n, BitOperations.Log2(starts), count);
                }
            }

            return TryTakeRegion() ? Take(_withRoom.Count - 1, ChunksPerRegion - count, count) : null;
        }
    }

    /// <summary>Takes a chunk back, or a run of them.</summary>
    public void Return(Chunk* chunk, int count = 1)
    {
        nint region = (nint)chunk & ~(nint)(RegionBytes - 1);
        int at = (int)(((nint)chunk - region) / Chunk.Bytes);
        lock (_lock)
        {
            ulong before = _regions[region];
            ulong free = before | (MaskOf(count) << at);
            if (free == ulong.MaxValue)
            {
                _ = _regions.Remove(region);
                _ = _withRoom.Remove(region);
                pages.Release((byte*)region, RegionBytes);
                return;
            }

            pages.Discard((byte*)chunk, (long)count * Chunk.Bytes);
            _regions[region] = free;
            if (before == 0)
            {
                _withRoom.Add(region);
            }
        }
    }

    /// <summary>Releases all regions, whoever holds chunks of them.</summary>
    public void Dispose()
    {
        lock (_lock)
        {
            foreach (nint region in _regions.Keys)
            {
                pages.Release((byte*)region, RegionBytes);
            }

            _regions.Clear();
            _withRoom.Clear();
        }
    }

    private static ulong MaskOf(int count) => ulong.MaxValue >> (ChunksPerRegion - count);

    // The bits from which on so many are set.
    private static ulong StartsOfRuns(ulong free, int count)
    {
        for (int have = 1; free != 0 && have < count;)
        {
            int more = Math.Min(have, count - have);
            free &= free >> more;
            have += more;
        }

        return free;
    }

    private byte* Take(int withRoom, int at, int count)
    {
        nint region = _withRoom[withRoom];
        ulong free = _regions[region] & ~(MaskOf(count) << at);
        _regions[region] = free;
        if (free == 0)
        {
            _withRoom.RemoveAt(withRoom);
        }

        return (byte*)region + ((long)at * Chunk.Bytes);
    }

    private bool TryTakeRegion()
    {
        nint region = (nint)pages.Take(RegionBytes, RegionBytes);
        if (region == 0)
        {
            return false;
        }

        _regions.Add(region, ulong.MaxValue);
        _withRoom.Add(region);
        return true;
    }
}
