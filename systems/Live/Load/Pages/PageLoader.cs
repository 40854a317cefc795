using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Shards;

namespace Millrace.Live.Load.Pages;

/// <summary>Loads a page of a Live server over a connection of its <see cref="HttpRoute"/>.</summary>
internal static class PageLoader
{
    /// <summary>The kind of a page that could not be loaded or has no session in it.</summary>
    public const string PageFailure = "page";

    /// <summary>
    /// Sends the request over a connection and reads the answer. Throws <see cref="ClientException"/> where it is no page: the kind is <c>http-404</c> and the like, or
    /// <c>page</c> where it is malformed.
    /// </summary>
    public static async ValueTask<HttpAnswer> LoadAsync(HttpRoute route, Link link, Uri target, string path, string cookies, CancellationToken cancellationToken)
    {
        HttpAnswer answer = await route.AskAsync(link, PageRequest.Of(target, path, cookies), PageFailure, cancellationToken);
        return answer.Status == 200
            ? answer
            : throw new ClientException(
                HttpRoute.KindOf(answer.Status), $"{target.GetLeftPart(UriPartial.Authority)}{path} answered with {answer.Status}{answer.Words}{Hint(answer.Status, path)}");
    }

    private static string Hint(int status, string path) => status == 404 && path.StartsWith(PageRequest.Bench, StringComparison.Ordinal)
        ? ": it has no bench page; start it with `millrace serve live --bench`, or name a page of another path with --target"
        : "";
}
