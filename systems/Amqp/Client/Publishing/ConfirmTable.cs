namespace Millrace.Amqp.Publishing;

/// <summary>
/// What waits for the broker's word on one channel, by its sequence number, which counts from 1 at confirm.select. A ring: numbers come in order and mostly go in order. What is
/// overtaken by a whole ring (a slow queue beside a fast one) moves to a dictionary. Pure; not safe by itself.
/// </summary>
internal sealed class ConfirmTable<T>
    where T : class
{
    private const int FirstCapacity = 256;
    private const int MostCapacity = 64 * 1024;
    private readonly SortedDictionary<ulong, T> _overtaken = [];
    private Entry[] _ring = new Entry[FirstCapacity];
    private ulong _lowest = 1;

    /// <summary>The number of the next message.</summary>
    public ulong Next { get; private set; } = 1;

    /// <summary>How many wait.</summary>
    public int Count { get; private set; }

    /// <summary>Adds the next message.</summary>
    public ulong Add(T waiting)
    {
        if (Next - _lowest >= (ulong)_ring.Length)
        {
            MakeRoom();
        }

        ulong number = Next++;
        At(number) = new Entry(number, waiting);
        Count++;
        return number;
    }

    /// <summary>The one with that number; null where none waits under it.</summary>
    public T? Find(ulong number)
    {
        ref Entry entry = ref At(number);
        return entry.Number == number && entry.Waiting is { } found ? found : _overtaken.GetValueOrDefault(number);
    }

    /// <summary>Takes out the one with that number; null where none waits under it.</summary>
    public T? Take(ulong number)
    {
        ref Entry entry = ref At(number);
        if (entry.Number == number && entry.Waiting is { } found)
        {
            entry = default;
            Count--;
            SkipGone();
            return found;
        }

        if (_overtaken.Remove(number, out T? late))
        {
            Count--;
            return late;
        }

        return null;
    }

    /// <summary>Takes out all up to that number, oldest first: the meaning of <c>multiple</c>; number 0 stands for all.</summary>
    public void TakeUpTo(ulong number, List<T> taken)
    {
        ulong last = number == 0 || number >= Next ? Next - 1 : number;
        while (_overtaken.Count > 0 && _overtaken.First() is var first && first.Key <= last)
        {
            _overtaken.Remove(first.Key);
            taken.Add(first.Value);
            Count--;
        }

        for (; _lowest <= last; _lowest++)
        {
            ref Entry entry = ref At(_lowest);
            if (entry.Number == _lowest && entry.Waiting is { } found)
            {
                entry = default;
                taken.Add(found);
                Count--;
            }
        }
    }

    /// <summary>The oldest one that waits, and its number; null where none does.</summary>
    public T? Oldest(out ulong number)
    {
        if (_overtaken.Count > 0)
        {
            (number, T overtaken) = _overtaken.First();
            return overtaken;
        }

        SkipGone();
        number = _lowest;
        return _lowest < Next ? At(_lowest).Waiting : null;
    }

    /// <summary>The lowest number that may still wait in the ring.</summary>
    public ulong Lowest => _overtaken.Count > 0 ? _overtaken.First().Key : _lowest;

    private ref Entry At(ulong number) => ref _ring[number & (ulong)(_ring.Length - 1)];

    private void SkipGone()
    {
        while (_lowest < Next && (At(_lowest).Number != _lowest || At(_lowest).Waiting is null))
        {
            _lowest++;
        }
    }

    private void MakeRoom()
    {
        SkipGone();
        if (Next - _lowest < (ulong)_ring.Length)
        {
            return;
        }

        // Mostly in use: there are simply many. Mostly gone: some few are slow.
        if (Count > _ring.Length / 2 && _ring.Length < MostCapacity)
        {
            Entry[] old = _ring;
            _ring = new Entry[old.Length * 2];
            foreach (Entry entry in old)
            {
                if (entry.Waiting is not null)
                {
                    At(entry.Number) = entry;
                }
            }

            return;
        }

        _overtaken[_lowest] = At(_lowest).Waiting!;
        At(_lowest) = default;
        SkipGone();
    }

    private readonly record struct Entry(ulong Number, T? Waiting);
}
