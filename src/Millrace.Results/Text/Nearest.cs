namespace Millrace.Results;

/// <summary>Finds the name that a mistyped one probably meant, by the number of typing slips between the two.</summary>
public static class Nearest
{
    /// <summary>
    /// The candidate with the fewest slips from <paramref name="typed"/>, ignoring case, or null where none is near: at most one slip for
    /// every three letters typed (but always one), or a candidate that begins with what was typed.
    /// </summary>
    public static string? Find(string typed, IEnumerable<string> candidates)
    {
        ArgumentNullException.ThrowIfNull(typed);
        ArgumentNullException.ThrowIfNull(candidates);
        int allowed = Math.Max(1, typed.Length / 3);
        (string? Name, int Slips) best = (null, int.MaxValue);
        foreach (string candidate in candidates)
        {
            int slips = Slips(typed.ToLowerInvariant(), candidate.ToLowerInvariant());
            bool begins = typed.Length >= 2 && candidate.StartsWith(typed, StringComparison.OrdinalIgnoreCase);
            if (begins) { slips = Math.Min(slips, allowed); }
            if (slips <= allowed && slips < best.Slips) { best = (candidate, slips); }
        }
        return best.Name;
    }

    /// <summary><c>"; did you mean 'pause'?"</c> where a candidate is near, else <c>"; known are pause, kill"</c>: the tail of an error message.</summary>
    public static string Suggest(string typed, IReadOnlyCollection<string> candidates) => Find(typed, candidates) is { } near
        ? $"; did you mean '{near}'?"
        : $"; known are {string.Join(", ", candidates)}";

    /// <summary>
    /// Damerau-Levenshtein distance in its restricted form (optimal string alignment): insertions, deletions, replacements and swaps of
    /// two neighbours, each one slip.
    /// </summary>
    public static int Slips(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        int[] beforeLast = new int[right.Length + 1];
        int[] last = new int[right.Length + 1];
        int[] row = new int[right.Length + 1];
        for (int j = 0; j <= right.Length; j++) { last[j] = j; }

        for (int i = 1; i <= left.Length; i++)
        {
            row[0] = i;
            for (int j = 1; j <= right.Length; j++)
            {
                int replace = last[j - 1] + (left[i - 1] == right[j - 1] ? 0 : 1);
                row[j] = Math.Min(replace, Math.Min(last[j], row[j - 1]) + 1);
                if (i > 1 && j > 1 && left[i - 1] == right[j - 2] && left[i - 2] == right[j - 1])
                {
                    row[j] = Math.Min(row[j], beforeLast[j - 2] + 1);
                }
            }
            (beforeLast, last, row) = (last, row, beforeLast);
        }
        return last[right.Length];
    }
}
