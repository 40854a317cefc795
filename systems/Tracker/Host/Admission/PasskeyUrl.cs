namespace Millrace.Tracker.Host.Admission;

/// <summary>Finds the passkey in the path and query of a tracker's URL: <c>/KEY/announce</c>, or <c>passkey=KEY</c> in the query.</summary>
internal static class PasskeyUrl
{
    /// <summary>The key; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Find(ReadOnlySpan<byte> url)
    {
        int mark = url.IndexOf((byte)'?');
        ReadOnlySpan<byte> query = mark < 0 ? default : url[(mark + 1)..];
        while (query.Length > 0)
        {
            int end = query.IndexOf((byte)'&');
            ReadOnlySpan<byte> pair = end < 0 ? query : query[..end];
            if (pair.StartsWith("passkey="u8))
            {
                return pair["passkey="u8.Length..];
            }

            query = end < 0 ? default : query[(end + 1)..];
        }

        ReadOnlySpan<byte> path = mark < 0 ? url : url[..mark];
        if (!path.EndsWith("/announce"u8))
        {
            return default;
        }

        path = path[..^"/announce"u8.Length];
        return path[(path.LastIndexOf((byte)'/') + 1)..];
    }
}
