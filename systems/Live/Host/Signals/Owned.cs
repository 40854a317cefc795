using System.Runtime.ExceptionServices;

namespace Millrace.Live.Host.Signals;

/// <summary>A list of what ends together with its owner. Costs one reference while it is empty or holds one entry.</summary>
internal struct Owned
{
    // null, one IDisposable or Action, or a List<object> of them.
    private object? _items;

    /// <summary>Whether nothing is owned.</summary>
    internal readonly bool IsEmpty => _items is null;

    /// <summary>How many things are owned.</summary>
    internal readonly int Count => _items is null ? 0 : _items is List<object> many ? many.Count : 1;

    /// <summary>One of them, an <see cref="IDisposable"/> or an <see cref="Action"/>, the oldest first.</summary>
    internal readonly object this[int index] => _items is List<object> many ? many[index] : _items!;

    /// <summary>One of them as if it were owned alone.</summary>
    internal readonly Owned At(int index) => new() { _items = this[index] };

    /// <summary>Takes over what another has owned.</summary>
    internal void Add(Owned others)
    {
        if (_items is null)
        {
            _items = others._items;
            return;
        }

        for (int index = 0; index < others.Count; index++)
        {
            Append(others[index]);
        }
    }

    /// <summary>Gives up the youngest ones, from one on.</summary>
    internal Owned TakeFrom(int start)
    {
        var taken = default(Owned);
        if (start == 0)
        {
            taken._items = _items;
            _items = null;
        }
        else if (_items is List<object> many && start < many.Count)
        {
            taken._items = many.Count - start == 1 ? many[start] : many.GetRange(start, many.Count - start);
            many.RemoveRange(start, many.Count - start);
        }

        return taken;
    }

    /// <summary>Takes over something that is disposed at the end.</summary>
    internal void Add(IDisposable item) => Append(item);

    /// <summary>Takes over an action that runs once at the end.</summary>
    internal void Add(Action cleanUp) => Append(cleanUp);

    /// <summary>Gives up something that has ended by itself.</summary>
    internal void Remove(IDisposable item)
    {
        if (ReferenceEquals(_items, item))
        {
            _items = null;
        }
        else if (_items is List<object> many)
        {
            many.Remove(item);
        }
    }

    /// <summary>Ends everything, the youngest first. All are ended even where some throw; the first exception is thrown then.</summary>
    internal void End()
    {
        object? items = _items;
        _items = null;
        if (items is not List<object> many)
        {
            EndOne(items);
            return;
        }
        ExceptionDispatchInfo? first = null;
        for (int index = many.Count - 1; index >= 0; index--)
        {
            try
            {
                EndOne(many[index]);
            }
            catch (Exception exception) when (first is null)
            {
                first = ExceptionDispatchInfo.Capture(exception);
            }
            catch (Exception)
            {
                // The first one is told; one report for one end is enough.
            }
        }
        first?.Throw();
    }

    private void Append(object item)
    {
        if (_items is null)
        {
            _items = item;
        }
        else if (_items is List<object> many)
        {
            many.Add(item);
        }
        else
        {
            _items = new List<object>(2) { _items, item };
        }
    }

    private static void EndOne(object? item)
    {
        using (Tracking.Suspend())
        {
            if (item is Action cleanUp)
            {
                cleanUp();
            }
            else
            {
                ((IDisposable?)item)?.Dispose();
            }
        }
    }
}
