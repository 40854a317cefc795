namespace Millrace.Amqp.Consuming;

/// <summary>
/// Gathers the acknowledgements of one channel. Tags are given out in order from 1; <c>multiple</c> covers all tags up to one, so it may be said only below the first delivery that is
/// not settled yet, and only with a tag that is itself still to be acknowledged. It holds no more than the deliveries that are not settled at the broker, whose number the prefetch
/// bounds, however long one of them takes. Pure; not safe by itself.
/// </summary>
internal sealed class AckLedger
{
    private readonly SortedSet<ulong> _open = [];
    private readonly SortedSet<ulong> _ackedAbove = [];
    private ulong _highest;
    private ulong _multiple;
    private int _belowCount;

    /// <summary>Acknowledgements that are still to be sent.</summary>
    public int Waiting => _belowCount + _ackedAbove.Count;

    /// <summary>Of these, how many one acknowledgement would cover.</summary>
    public int Gathered => _belowCount;

    /// <summary>Tags that it keeps.</summary>
    public int Held => _open.Count + _ackedAbove.Count;

    public void Ack(ulong tag)
    {
        Settle(tag);
        if (_open.Count == 0 || tag < _open.Min)
        {
            Cover(tag);
        }
        else
        {
            _ackedAbove.Add(tag);
        }

        Advance();
    }

    /// <summary>A delivery that was requeued or rejected by itself.</summary>
    public void SettleOtherwise(ulong tag)
    {
        Settle(tag);
        Advance();
    }

    /// <summary>The tag up to which to acknowledge all at once; 0 for none. It counts as sent.</summary>
    public ulong TakeMultiple()
    {
        ulong tag = _multiple;
        _multiple = 0;
        _belowCount = 0;
        return tag;
    }

    /// <summary>Tags to acknowledge one by one, since an older delivery is not settled yet. They count as sent.</summary>
    public ulong[] TakeSingles()
    {
        ulong[] tags = [.. _ackedAbove];
        _ackedAbove.Clear();
        return tags;
    }

    // What was passed over on the way to the highest tag is open: it was delivered before it, and nobody has settled it.
    private void Settle(ulong tag)
    {
        if (tag <= _highest)
        {
            _open.Remove(tag);
            return;
        }

        for (ulong passed = _highest + 1; passed < tag; passed++)
        {
            _open.Add(passed);
        }

        _highest = tag;
    }

    private void Advance()
    {
        while (_ackedAbove.Count > 0 && (_open.Count == 0 || _ackedAbove.Min < _open.Min))
        {
            ulong next = _ackedAbove.Min;
            _ackedAbove.Remove(next);
            Cover(next);
        }
    }

    private void Cover(ulong tag)
    {
        _multiple = Math.Max(_multiple, tag);
        _belowCount++;
    }
}
