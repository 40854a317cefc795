using System.Net;

namespace Millrace.Live.Load.Pages;

/// <summary>What a page of a Live server says of its session, in two attributes of the element that holds it.</summary>
/// <param name="Token">What opens the session's WebSocket.</param>
/// <param name="SocketPath">Where the WebSocket is, on the same server.</param>
internal sealed record LivePage(string Token, string SocketPath)
{
    /// <summary>Finds them; null where the page is no Live page.</summary>
    public static LivePage? Find(string html)
    {
        string? token = Attribute(html, "data-live-token");
        string? path = Attribute(html, "data-live-path");
        return token is { Length: > 0 } && path is ['/', ..] ? new LivePage(token, path) : null;
    }

    private static string? Attribute(string html, string name)
    {
        int at = html.IndexOf($" {name}=\"", StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        int from = at + name.Length + 3;
        int to = html.IndexOf('"', from);
        return to < 0 ? null : WebUtility.HtmlDecode(html[from..to]);
    }
}
