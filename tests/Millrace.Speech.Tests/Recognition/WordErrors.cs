namespace Millrace.Speech.Tests.Recognition;

/// <summary>How far what was heard is from what was said, in words: insertions, deletions and substitutions (Levenshtein, 1966).</summary>
internal static class WordErrors
{
    public static int Count(string said, string heard)
    {
        string[] from = Words(said);
        string[] to = Words(heard);
        int[] row = [.. Enumerable.Range(0, to.Length + 1)];
        for (int i = 1; i <= from.Length; i++)
        {
            int diagonal = row[0];
            row[0] = i;
            for (int j = 1; j <= to.Length; j++)
            {
                int best = Math.Min(Math.Min(row[j], row[j - 1]) + 1, diagonal + (from[i - 1] == to[j - 1] ? 0 : 1));
                (diagonal, row[j]) = (row[j], best);
            }
        }

        return row[^1];
    }

    public static string[] Words(string text) => text.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
