using Microsoft.AspNetCore.Http;
using Millrace.Live.Host.Rendering;

namespace Millrace.Live.Host.Serving;

/// <summary>All pages of a server, so that a page can be gone to over the WebSocket.</summary>
internal sealed class LiveRoutes
{
    private readonly Lock _lock = new();
    private LiveRoute[] _routes = [];

    public int Count => _routes.Length;

    public void Add(LiveRoute route)
    {
        lock (_lock)
        {
            // Literal segments count before parameters, as in routing itself.
            _routes = [.. _routes.Append(route).OrderBy(each => each.Pattern.Count(c => c == '{'))];
        }
    }

    /// <summary>The page at a path and query that a client names; null where none is mapped there. The path is unescaped as in a request.</summary>
    public LiveRoute? Find(string url)
    {
        if (!IsPath(url))
        {
            return null;
        }

        int end = url.AsSpan().IndexOfAny('?', '#');
        PathString path = PathString.FromUriComponent(end < 0 ? url : url[..end]);
        foreach (LiveRoute route in _routes)
        {
            if (route.Matches(path, []))
            {
                return route;
            }
        }

        return null;
    }

    // Browsers leave much unescaped in a query that no strict rule for addresses takes; what matters is that it names no other host, and that the path is one.
    private static bool IsPath(string url)
    {
        int end = url.AsSpan().IndexOfAny('?', '#');
        return PageUrl.IsLocal(url) && !(end < 0 ? url : url.AsSpan(0, end)).Contains('\\');
    }
}
