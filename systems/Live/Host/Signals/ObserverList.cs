namespace Millrace.Live.Host.Signals;

/// <summary>The reactions that read one source, where they are two or more. Past 32 a table finds the one to take out.</summary>
internal sealed class ObserverList
{
    private const int Searched = 32;
    private IReaction[] _items = new IReaction[4];
    private int _count;
    private Dictionary<IReaction, int>? _places;

    internal ReadOnlySpan<IReaction> Items => _items.AsSpan(0, _count);

    internal int Count => _count;

    /// <summary>What the list holds beside the reactions themselves, in bytes (x64; a table's entry is 24 and its bucket 4).</summary>
    internal long Bytes => 40 + 24 + (8L * _items.Length) + (_places is null ? 0 : 80 + (28L * _places.Capacity));

    internal void Add(IReaction reaction)
    {
        if (_count == _items.Length)
        {
            Array.Resize(ref _items, _count * 2);
        }
        _items[_count] = reaction;
        if (_places is not null)
        {
            _places.Add(reaction, _count);
        }
        else if (_count == Searched)
        {
            _places = new Dictionary<IReaction, int>(Searched * 2, ReferenceEqualityComparer.Instance);
            for (int index = 0; index <= _count; index++)
            {
                _places.Add(_items[index], index);
            }
        }
        _count++;
    }

    /// <summary>Takes a reaction out; the last one takes its place.</summary>
    internal bool Remove(IReaction reaction)
    {
        int place = _places is null ? Array.LastIndexOf(_items, reaction, _count - 1, _count) : _places.GetValueOrDefault(reaction, -1);
        if (place < 0)
        {
            return false;
        }
        IReaction last = _items[--_count];
        _items[place] = last;
        _items[_count] = null!;
        if (_places is not null)
        {
            _places[last] = place;
            _places.Remove(reaction);
        }
        return true;
    }
}
