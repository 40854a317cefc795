using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace Millrace.Cli.Values;

/// <summary>Processor numbers as taskset writes them: <c>0,2,4-7</c>.</summary>
internal static class CpuList
{
    /// <summary>Reads a list; <paramref name="error"/> says what is wrong with it.</summary>
    public static bool TryParse(string text, int processors, [NotNullWhen(true)] out IReadOnlyList<int>? cpus, [NotNullWhen(false)] out string? error)
    {
        var found = new SortedSet<int>();
        (cpus, error) = (null, null);
        foreach (string part in text.Split(','))
        {
            string[] ends = part.Split('-');
            if (ends.Length > 2 || !TryNumber(ends[0], out int first) || !TryNumber(ends[^1], out int last) || first > last)
            {
                error = $"\"{part}\" is neither a processor number nor a range like 4-7";
                return false;
            }

            if (last >= processors)
            {
                error = $"processor {last} does not exist: this process may use 0 to {processors - 1}";
                return false;
            }

            found.UnionWith(Enumerable.Range(first, last - first + 1));
        }

        cpus = [.. found];
        return true;
    }

    private static bool TryNumber(string text, out int number) =>
        int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
