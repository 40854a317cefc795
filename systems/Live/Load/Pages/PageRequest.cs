using Millrace.Engine.Http;

namespace Millrace.Live.Load.Pages;

/// <summary>The request for a page, and the fields by which the WebSocket that follows belongs to it.</summary>
internal static class PageRequest
{
    /// <summary>Where a server has the page that is made for a load.</summary>
    public const string Bench = "/bench";

    /// <summary>The path and query that clients load: the target's own, or that of the bench page where the target names none.</summary>
    public static string PathOf(Uri target, LiveSettings settings)
    {
        if (target.PathAndQuery is not ("/" or Bench))
        {
            return target.PathAndQuery;
        }

        string style = settings.Style == LiveParameters.Bound ? "" : $"&style={settings.Style}";
        return FormattableString.Invariant($"{Bench}?list={settings.List}{style}");
    }

    /// <summary>The bytes of the request.</summary>
    public static byte[] Of(Uri target, string path, string cookies) =>
        HttpRequest.Of("GET", target, path, [("Accept", "text/html"), .. cookies.Length == 0 ? Array.Empty<(string, string)>() : [("Cookie", cookies)]]);

    /// <summary>The origin that a browser would name for a page of this target.</summary>
    public static string OriginOf(Uri target) => target.GetLeftPart(UriPartial.Authority);

    /// <summary>The WebSocket's address, at a path of the same server.</summary>
    public static Uri SocketOf(Uri target, string path) =>
        new($"{(target.Scheme == Uri.UriSchemeHttps ? Uri.UriSchemeWss : Uri.UriSchemeWs)}://{target.Authority}{path}");
}
