namespace Millrace.Cli.CommandLine;

/// <summary>The valid name nearest to a mistyped one.</summary>
internal static class Nearest
{
    /// <summary>The nearest of <paramref name="valid"/>, or null where nothing is within a third of its length.</summary>
    public static string? To(string name, IReadOnlyList<string> valid)
    {
        (string? best, int distance) = (null, int.MaxValue);
        foreach (string candidate in valid)
        {
            int d = Distance(name, candidate);
            if (d < distance)
            {
                (best, distance) = (candidate, d);
            }
        }

        return best is not null && distance <= Math.Max(1, Math.Max(name.Length, best.Length) / 3) ? best : null;
    }

    private static int Distance(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 1; i <= a.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= b.Length; j++)
            {
                int above = row[j];
                int change = char.ToLowerInvariant(a[i - 1]) == char.ToLowerInvariant(b[j - 1]) ? 0 : 1;
                row[j] = Math.Min(diagonal + change, Math.Min(above, row[j - 1]) + 1);
                diagonal = above;
            }
        }

        return row[b.Length];
    }
}
