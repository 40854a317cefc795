using System.Numerics;

namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>
/// Hands out chunks from regions of 4 MiB. A chunk that comes back gives its pages to the system at once, a region that is empty its addresses too. Shared by all stripes of a table,
/// thread-safe; asked once for hundreds of swarms.
/// </summary>
internal sealed unsafe class ChunkSource(PageSource pages) : IDisposable
{
    private const int ChunksPerRegion = 64;
    private const long RegionBytes = (long)ChunksPerRegion * Chunk.Bytes;

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

            nint region = _withRoom[^1];
            ulong free = _regions[region];
            int at = BitOperations.TrailingZeroCount(free);
            free &= ~(1UL << at);
            _regions[region] = free;
            if (free == 0)
            {
                _withRoom.RemoveAt(_withRoom.Count - 1);
            }

            return (Chunk*)(region + (at * Chunk.Bytes));
        }
    }

    /// <summary>Takes a chunk back.</summary>
    public void Return(Chunk* chunk)
    {
        nint region = (nint)chunk & ~(nint)(RegionBytes - 1);
        int at = (int)(((nint)chunk - region) / Chunk.Bytes);
        lock (_lock)
        {
            ulong before = _regions[region];
            ulong free = before | (1UL << at);
            if (free == ulong.MaxValue)
            {
                _ = _regions.Remove(region);
                _ = _withRoom.Remove(region);
                pages.Release((byte*)region, RegionBytes);
                return;
            }

            pages.Discard((byte*)chunk, Chunk.Bytes);
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
