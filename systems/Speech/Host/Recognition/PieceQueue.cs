namespace Millrace.Speech.Host.Recognition;

/// <summary>
/// Pieces that wait for one consumer, which takes everything that waits in one turn: what came while it was at work costs it one turn more, not one each. Bounded in bytes of audio.
/// </summary>
internal sealed class PieceQueue(long maxBytes)
{
    private readonly object _gate = new();
    private readonly List<Piece> _waiting = [];
    private readonly List<Piece> _taken = [];
    private long _bytes;
    private bool _isClosed;
    private RecognitionError _error;
    private string? _why;

    /// <summary>True where nothing waits.</summary>
    public bool IsEmpty
    {
        get
        {
            lock (_gate)
            {
                return _waiting.Count == 0;
            }
        }
    }

    /// <summary>True once nobody wants answers any more, or nobody will give them.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_gate)
            {
                return _isClosed;
            }
        }
    }

    /// <summary>Puts a piece in. False where the queue has no room for it and fails as a whole. A piece that comes after the end is answered as those before it were.</summary>
    public bool TryAdd(Piece piece)
    {
        string? why;
        RecognitionError error;
        lock (_gate)
        {
            if (!_isClosed)
            {
                if (_bytes + piece.Audio.Length > maxBytes)
                {
                    return false;
                }

                _bytes += piece.Audio.Length;
                _waiting.Add(piece);
                Monitor.Pulse(_gate);
                return true;
            }

            (error, why) = (_error, _why);
        }

        if (why is not null)
        {
            piece.Fail(error, why);
        }

        return true;
    }

    /// <summary>Takes all that waits, waiting for something where nothing does. False where nothing came within <paramref name="patience"/>, or the queue is closed.</summary>
    public bool TryTake(List<Piece> into, TimeSpan patience)
    {
        lock (_gate)
        {
            if (_waiting.Count == 0 && !_isClosed)
            {
                // Woken early for no reason, it is as if nothing had come: the consumer looks again.
                Monitor.Wait(_gate, patience);
            }

            into.AddRange(_waiting);
            _taken.Clear();
            _taken.AddRange(_waiting);
            _waiting.Clear();
            _bytes = 0;
            return into.Count > 0;
        }
    }

    /// <summary>Ends the queue; what waits is dropped, and nobody is told.</summary>
    public void Close() => End(default, null);

    /// <summary>Ends the queue: what waits fails, what was taken last and is not answered, and all that still comes.</summary>
    public void Fail(RecognitionError error, string why)
    {
        foreach (Piece piece in End(error, why))
        {
            piece.Fail(error, why);
        }
    }

    private Piece[] End(RecognitionError error, string? why)
    {
        lock (_gate)
        {
            Piece[] left = [.. _taken, .. _waiting];
            _taken.Clear();
            _waiting.Clear();
            _bytes = 0;
            if (!_isClosed)
            {
                _isClosed = true;
                (_error, _why) = (error, why);
                Monitor.Pulse(_gate);
            }

            return left;
        }
    }
}
