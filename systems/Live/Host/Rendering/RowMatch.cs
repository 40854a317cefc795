namespace Millrace.Live.Host.Rendering;

/// <summary>Which row is which, by key.</summary>
internal static class RowMatch
{
    /// <summary>For each new key the place of the same key before, or -1.</summary>
    /// <exception cref="InvalidOperationException">A key is there twice.</exception>
    internal static int[] Of<TKey>(TKey[] old, TKey[] next)
        where TKey : notnull
    {
        int[] sources = next.Length == 0 ? [] : new int[next.Length];
        EqualityComparer<TKey> comparer = EqualityComparer<TKey>.Default;
        int start = 0;
        while (start < old.Length && start < next.Length && comparer.Equals(old[start], next[start]))
        {
            sources[start] = start++;
        }

        int oldEnd = old.Length, nextEnd = next.Length;
        while (oldEnd > start && nextEnd > start && comparer.Equals(old[oldEnd - 1], next[nextEnd - 1]))
        {
            sources[--nextEnd] = --oldEnd;
        }

        if (nextEnd == start)
        {
            return sources;
        }

        // A key that stands twice would have the second row stand for the first at the next change, so each change looks for it among what is new.
        var places = new Dictionary<TKey, int>(next.Length);
        for (int i = 0; i < next.Length; i++)
        {
            if (!places.TryAdd(next[i], i))
            {
                throw new InvalidOperationException($"Two rows of Each have the key '{next[i]}': a key says which row is which, so each may be there once.");
            }
        }

        sources.AsSpan(start, nextEnd - start).Fill(-1);
        for (int i = start; i < oldEnd; i++)
        {
            if (places.TryGetValue(old[i], out int place))
            {
                sources[place] = i;
            }
        }

        return sources;
    }
}
