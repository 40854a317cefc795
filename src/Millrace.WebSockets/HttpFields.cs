using System.Collections;
using System.Diagnostics.CodeAnalysis;

namespace Millrace.WebSockets;

/// <summary>Header fields in the order they arrived; names compare without case, values are Latin-1 text without outer blanks.</summary>
public sealed class HttpFields : IReadOnlyList<KeyValuePair<string, string>>
{
    private readonly List<KeyValuePair<string, string>> _all = [];

    /// <inheritdoc/>
    public int Count => _all.Count;

    /// <inheritdoc/>
    public KeyValuePair<string, string> this[int index] => _all[index];

    /// <summary>The first value of a field, or null.</summary>
    public string? this[string name] => TryGet(name, out string? value) ? value : null;

    /// <summary>Adds a field.</summary>
    public void Add(string name, string value) => _all.Add(new(name, value));

    /// <summary>The first value of a field.</summary>
    public bool TryGet(string name, [NotNullWhen(true)] out string? value)
    {
        foreach (KeyValuePair<string, string> field in _all)
        {
            if (field.Key.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                value = field.Value;
                return true;
            }
        }

        value = null;
        return false;
    }

    /// <summary>How many fields have this name.</summary>
    public int CountOf(string name) => _all.Count(field => field.Key.Equals(name, StringComparison.OrdinalIgnoreCase));

    /// <summary>The elements of a comma-separated list field, over all fields of that name, without blanks and empty elements.</summary>
    public IEnumerable<string> ListOf(string name) =>
        from field in _all
        where field.Key.Equals(name, StringComparison.OrdinalIgnoreCase)
        from element in field.Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
        select element;

    /// <inheritdoc/>
    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() => _all.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
