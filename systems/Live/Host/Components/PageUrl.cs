namespace Millrace.Live.Host.Rendering;

/// <summary>Path and query.</summary>
internal static class PageUrl
{
    private const int Longest = 8192;

    /// <summary>Whether it is path and query of this site: one slash first, so that it names no other host.</summary>
    internal static bool IsLocal(string? url) =>
        url is ['/', ..] and not (['/', '/', ..] or ['/', '\\', ..]) && url.Length <= Longest && !url.AsSpan().ContainsAnyInRange('\0', '\u001f');

    /// <summary>The value of a parameter of the query, decoded; null if it is not there.</summary>
    internal static string? Query(string url, string name)
    {
        int at = url.IndexOf('?', StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        string query = url[(at + 1)..];
        int end = query.IndexOf('#', StringComparison.Ordinal);
        foreach (string pair in (end < 0 ? query : query[..end]).Split('&'))
        {
            string[] parts = pair.Split('=', 2);
            if (Decode(parts[0]) == name)
            {
                return parts.Length == 2 ? Decode(parts[1]) : "";
            }
        }

        return null;
    }

    private static string Decode(string text) => Uri.UnescapeDataString(text.Replace('+', ' '));
}
