namespace Millrace.Live.Host.Rendering;

/// <summary>Classes in one string.</summary>
internal static class ClassList
{
    private static readonly char[] Spaces = [' ', '\t', '\n', '\f', '\r'];

    /// <summary>The classes, each once.</summary>
    internal static string[] Of(string classes)
    {
        if (classes.Length == 0)
        {
            return [];
        }

        if (classes.AsSpan().IndexOfAny(Spaces) < 0)
        {
            return [classes];
        }

        string[] all = classes.Split(Spaces, StringSplitOptions.RemoveEmptyEntries);
        return all.Length > 1 ? [.. all.Distinct(StringComparer.Ordinal)] : all;
    }

    internal static bool Contains(string classes, string one)
    {
        int at = 0;
        while ((at = classes.IndexOf(one, at, StringComparison.Ordinal)) >= 0)
        {
            int end = at + one.Length;
            if ((at == 0 || Array.IndexOf(Spaces, classes[at - 1]) >= 0) && (end == classes.Length || Array.IndexOf(Spaces, classes[end]) >= 0))
            {
                return true;
            }

            at = end;
        }

        return false;
    }
}
