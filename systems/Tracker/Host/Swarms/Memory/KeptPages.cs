namespace Millrace.Tracker.Host.Swarms.Memory;

/// <summary>
/// Pieces that the system would not take back: a process may have only so many mappings (vm.max_map_count), and to take a piece from the middle of one makes two of it. Their pages have
/// gone back all the same; what is kept here is addresses, for the next request of that size or for another try. Thread-safe.
/// </summary>
internal sealed class KeptPages
{
    private readonly Lock _lock = new();
    private readonly List<(nint Start, long Bytes)> _pieces = [];
    private int _count;

    /// <summary>Pieces that are kept. Read without the lock.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Keeps a piece.</summary>
    public void Add(nint start, long bytes)
    {
        lock (_lock)
        {
            _pieces.Add((start, bytes));
            _count = _pieces.Count;
        }
    }

    /// <summary>A kept piece of exactly that size and alignment, which is the caller's now; 0 where there is none.</summary>
    public nint Take(long bytes, long alignment)
    {
        lock (_lock)
        {
            int at = _pieces.FindIndex(piece => piece.Bytes == bytes && (piece.Start & (nint)(alignment - 1)) == 0);
            return at < 0 ? 0 : RemoveAt(at).Start;
        }
    }

    /// <summary>The piece that was kept last, which is the caller's now; 0 bytes at 0 where there is none.</summary>
    public (nint Start, long Bytes) TakeAny()
    {
        lock (_lock)
        {
            return _pieces.Count == 0 ? default : RemoveAt(_pieces.Count - 1);
        }
    }

    private (nint Start, long Bytes) RemoveAt(int at)
    {
        (nint Start, long Bytes) piece = _pieces[at];
        _pieces.RemoveAt(at);
        _count = _pieces.Count;
        return piece;
    }
}
