namespace Millrace.Amqp.Host.Channels;

/// <summary>
/// The open deliveries of a channel by tag. Tags only grow, so they lie in a ring in order; one that is done leaves a hole, and holes go when they reach the front or are more than half.
/// A delivery that stays open for ever so costs two places, not one for each that came after it.
/// </summary>
internal sealed class DeliveryTable
{
    private Delivery[] _ring = [];
    private int _head;
    private int _span;

    /// <summary>How many are open.</summary>
    public int Count { get; private set; }

    public void Add(in Delivery delivery)
    {
        if (_span == _ring.Length)
        {
            Compact(_span - Count > Count ? Math.Max(8, _ring.Length) : Math.Max(8, _ring.Length * 2));
        }

        At(_span++) = delivery;
        Count++;
    }

    /// <summary>True where the delivery with this tag is open.</summary>
    public bool Contains(ulong tag)
    {
        int at = Find(tag);
        return at >= 0 && At(at).IsOpen;
    }

    /// <summary>Takes the delivery with this tag out; false where none is open.</summary>
    public bool TryTake(ulong tag, out Delivery delivery)
    {
        int at = Find(tag);
        if (at < 0 || !At(at).IsOpen)
        {
            delivery = default;
            return false;
        }

        delivery = At(at);
        At(at) = default(Delivery) with { Tag = tag };
        Count--;
        DropHoles();
        return true;
    }

    /// <summary>Takes the oldest out where its tag is at most <paramref name="upTo"/>.</summary>
    public bool TryTakeOldest(ulong upTo, out Delivery delivery)
    {
        if (Count == 0 || At(0).Tag > upTo)
        {
            delivery = default;
            return false;
        }

        return TryTake(At(0).Tag, out delivery);
    }

    /// <summary>Takes the newest out.</summary>
    public bool TryTakeNewest(out Delivery delivery)
    {
        while (_span > 0)
        {
            delivery = At(--_span);
            At(_span) = default;
            if (delivery.IsOpen)
            {
                Count--;
                return true;
            }
        }

        delivery = default;
        return false;
    }

    private ref Delivery At(int index) => ref _ring[(_head + index) & (_ring.Length - 1)];

    private int Find(ulong tag)
    {
        if (_span == 0 || tag < At(0).Tag)
        {
            return -1;
        }

        // Without holes that were dropped in the middle the place is known.
        ulong guess = tag - At(0).Tag;
        if (guess < (ulong)_span && At((int)guess).Tag == tag)
        {
            return (int)guess;
        }

        (int low, int high) = (0, _span - 1);
        while (low <= high)
        {
            int middle = (low + high) / 2;
            ulong found = At(middle).Tag;
            if (found == tag)
            {
                return middle;
            }

            (low, high) = found < tag ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }

    private void DropHoles()
    {
        while (_span > 0 && !At(0).IsOpen)
        {
            _head = (_head + 1) & (_ring.Length - 1);
            _span--;
        }

        if (_span == 0 && _ring.Length > 4096)
        {
            (_ring, _head) = ([], 0);
        }
    }

    private void Compact(int size)
    {
        var next = new Delivery[size];
        int kept = 0;
        for (int i = 0; i < _span; i++)
        {
            if (At(i).IsOpen)
            {
                next[kept++] = At(i);
            }
        }

        (_ring, _head, _span) = (next, 0, kept);
    }
}
