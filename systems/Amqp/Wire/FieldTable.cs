using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.Amqp.Wire;

/// <summary>
/// A field table (AMQP 0-9-1, section 4.2.5.5): names and values in their order. Values are <see cref="bool"/>, the integers, <see cref="float"/>, <see cref="double"/>,
/// <see cref="FieldDecimal"/>, <see cref="FieldTime"/>, <see cref="string"/> or <see cref="FieldBytes"/> (a long string that is no UTF-8, or a byte array), lists of values, tables, or null.
/// </summary>
public sealed class FieldTable : IEnumerable<KeyValuePair<string, object?>>
{
    private readonly List<KeyValuePair<string, object?>> _fields = [];

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
            int at = _fields.FindIndex(field => field.Key == name);
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
    }

    /// <summary>Takes a field away; true where it was there.</summary>
    public bool Remove(string name) => _fields.RemoveAll(field => field.Key == name) > 0;

    /// <summary>The value of a field, where there is one of that name.</summary>
    public bool TryGet(string name, [MaybeNullWhen(false)] out object? value)
    {
        foreach (KeyValuePair<string, object?> field in _fields)
        {
            if (field.Key == name)
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, object?>> GetEnumerator() => _fields.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>True where the value of the field is true, a number other than 0 or a non-empty string.</summary>
    public bool IsTrue(string name) => this[name] is true;
}
