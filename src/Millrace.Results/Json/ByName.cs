using System.Collections.Frozen;

namespace Millrace.Results;

/// <summary>Puts maps into the ordinal order of their names, so that two equal runs give equal files.</summary>
internal static class ByName
{
    // The generated reader hands over null for a key that is missing, before it refuses the file for that.
    public static IReadOnlyDictionary<string, T> Sorted<T>(IReadOnlyDictionary<string, T>? map) =>
        map is null or { Count: 0 } ? None<T>() : Copy(map);

    public static IReadOnlyDictionary<string, T> None<T>() => FrozenDictionary<string, T>.Empty;

    private static SortedDictionary<string, T> Copy<T>(IReadOnlyDictionary<string, T> map)
    {
        SortedDictionary<string, T> sorted = new(StringComparer.Ordinal);
        foreach ((string name, T value) in map)
        {
            sorted.Add(name, value);
        }

        return sorted;
    }
}
