namespace Millrace.Amqp.Consuming;

/// <summary>
/// Gathers the acknowledgements of one channel. Tags are given out in order from 1; <c>multiple</c> covers all tags up to one, so it may be said only up to the first delivery that is
/// not settled yet, and only with a tag that is itself still to be acknowledged. Pure; not safe by itself.
/// </summary>
internal sealed class AckLedger
{
    private readonly HashSet<ulong> _ackedAbove = [];
    private readonly HashSet<ulong> _otherwiseAbove = [];
    private ulong _settledUpTo;
    private ulong _multiple;
    private int _belowCount;

    /// <summary>Acknowledgements that are still to be sent.</summary>
    public int Waiting => _belowCount + _ackedAbove.Count;

    /// <summary>Of these, how many one acknowledgement would cover.</summary>
    public int Gathered => _belowCount;

    public void Ack(ulong tag)
    {
        if (tag == _settledUpTo + 1)
        {
            _settledUpTo = tag;
            Cover(tag);
            Advance();
        }
        else
        {
            _ackedAbove.Add(tag);
        }
    }

    /// <summary>A delivery that was requeued or rejected by itself.</summary>
    public void SettleOtherwise(ulong tag)
    {
        if (tag == _settledUpTo + 1)
        {
            _settledUpTo = tag;
            Advance();
        }
        else
        {
            _otherwiseAbove.Add(tag);
        }
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
        ulong[] tags = [.. _ackedAbove.Order()];
        _ackedAbove.Clear();
        _otherwiseAbove.UnionWith(tags);
        return tags;
    }

    private void Advance()
    {
        while (_ackedAbove.Count + _otherwiseAbove.Count > 0)
        {
            ulong next = _settledUpTo + 1;
            if (_ackedAbove.Remove(next))
            {
                Cover(next);
            }
            else if (!_otherwiseAbove.Remove(next))
            {
                return;
            }

            _settledUpTo = next;
        }
    }

    private void Cover(ulong tag)
    {
        _multiple = tag;
        _belowCount++;
    }
}
