using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Amqp.Wire;

/// <summary>
/// A field table (AMQP 0-9-1, section 4.2.5.5): names and values in their order. Values are <see cref="bool"/>, the integers, <see cref="float"/>, <see cref="double"/>,
/// <see cref="FieldDecimal"/>, <see cref="FieldTime"/>, <see cref="string"/> or <see cref="FieldBytes"/> (a long string that is no UTF-8, or a byte array), lists of values, tables, or null.
/// </summary>
public sealed class FieldTable : IEnumerable<KeyValuePair<string, object?>>
{
    // Up to so many fields are looked through one by one.
    private const int Few = 16;

    private readonly List<KeyValuePair<string, object?>> _fields = [];
    private Dictionary<string, int>? _places;

    /// <summary>One without fields; not to be added to.</summary>
    public static FieldTable Empty { get; } = [];

    /// <summary>How many fields it has.</summary>
    public int Count => _fields.Count;

    /// <summary>The value of a field, which replaces the one it had.</summary>
    public object? this[string name]
    {
        get => TryGet(name, out object? value) ? value : null;
        set
        {
            int at = PlaceOf(name);
            if (at < 0)
            {
                Add(name, value);
            }
            else
            {
                _fields[at] = new(name, value);
            }
        }
    }

    /// <summary>Adds a field at the end.</summary>
    public void Add(string name, object? value)
    {
        if (ReferenceEquals(this, Empty))
        {
            throw new InvalidOperationException("The empty table stays empty: make one.");
        }

        _fields.Add(new(name, value));
        _places?.TryAdd(name, _fields.Count - 1);
    }

    /// <summary>Takes a field away; true where it was there.</summary>
    public bool Remove(string name)
    {
        _places = null;
        return _fields.RemoveAll(field => field.Key == name) > 0;
    }

    /// <summary>The value of a field, where there is one of that name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out object? value)
    {
        int at = PlaceOf(name);
        value = at < 0 ? null : _fields[at].Value;
        return at >= 0;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True where the value of the field is true, a number other than 0 or a non-empty string.</summary>
    public bool IsTrue(string name) => this[name] is true;

    // The first of that name; -1 where there is none. Many fields get an index: who sends a large table must not make every look into it long.
    private int PlaceOf(string name)
    {
        if (_fields.Count <= Few)
        {
            for (int i = 0; i < _fields.Count; i++)
            {
                if (_fields[i].Key == name)
                {
                    return i;
                }
            }

            return -1;
        }

        if (_places is null)
        {
            _places = new Dictionary<string, int>(_fields.Count);
            for (int i = 0; i < _fields.Count; i++)
            {
                _places.TryAdd(_fields[i].Key, i);
            }
        }

        return _places.TryGetValue(name, out int place) ? place : -1;
    }
}
