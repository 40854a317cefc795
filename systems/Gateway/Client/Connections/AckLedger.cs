namespace Millrace.Gateway.Client.Connections;

/// <summary>
/// Which of a connection's numbered events have been handled, and up to which one all have: only that may be told to the gateway, because what is
/// told is never delivered again.
/// </summary>
internal sealed class AckLedger
{
    private readonly Lock _lock = new();
    private readonly HashSet<long> _ahead = [];
    private readonly Queue<(long First, long Last)> _gaps = [];
    private long _begun;
    private long _handled;
    private long _told;

    /// <summary>True once an event with a number has come.</summary>
    public bool IsUsed => Volatile.Read(ref _begun) > 0;

    /// <summary>An event has come. Numbers that it skips belong to lines that could not be read: they can never be handled, so they count as handled.</summary>
    public void Begin(long sequence)
    {
        lock (_lock)
        {
            if (sequence <= _begun)
            {
                return;
            }

            // As a range: how many there are is the other side's word.
            if (sequence - _begun > 1)
            {
                _gaps.Enqueue((_begun + 1, sequence - 1));
                GoOn();
            }

            _begun = sequence;
        }
    }

    /// <summary>Its handler has completed.</summary>
    public void Handled(long sequence)
    {
        lock (_lock)
        {
            MarkHandled(sequence);
        }
    }

    /// <summary>The number up to which all events have been handled, where the gateway does not know it yet.</summary>
    public bool TryTake(out long sequence)
    {
        lock (_lock)
        {
            sequence = _handled;
            bool isNews = _handled > _told;
            _told = _handled;
            return isNews;
        }
    }

    private void MarkHandled(long sequence)
    {
        if (sequence != _handled + 1)
        {
            if (sequence > _handled)
            {
                _ahead.Add(sequence);
            }

            return;
        }

        _handled = sequence;
        GoOn();
    }

    private void GoOn()
    {
        while (true)
        {
            if (_gaps.TryPeek(out (long First, long Last) gap) && gap.First == _handled + 1)
            {
                _handled = _gaps.Dequeue().Last;
            }
            else if (_ahead.Count > 0 && _ahead.Remove(_handled + 1))
            {
                _handled++;
            }
            else
            {
                return;
            }
        }
    }
}
