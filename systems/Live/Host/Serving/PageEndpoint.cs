using System.Buffers;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Extensions;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Sessions;

namespace Millrace.Live.Host.Serving;

/// <summary>Serves a page: renders it once, and leaves its session waiting for the WebSocket.</summary>
/// <param name="engine">The server.</param>
/// <param name="route">The page.</param>
internal sealed class PageEndpoint(LiveEngine engine, LiveRoute route)
{
    // What a page usually takes; it grows where that is not enough.
    private const int FirstBuffer = 4096;

    public async Task ServeAsync(HttpContext http)
    {
        WriteHeaders(http.Response);
        if (HttpMethods.IsHead(http.Request.Method))
        {
            return;
        }

        string cookie = BrowserCookie.Ensure(http);
        string url = UriHelper.BuildRelative(http.Request.PathBase, http.Request.Path, http.Request.QueryString);
        Wanted wanted = new(route, url, SessionId.New(), http.Connection.RemoteIpAddress, Anonymous.Or(http.User), Kept: null);
        (LiveSession? session, RefusalReason? refusal) = engine.Opening.Open(wanted);
        if (session is null)
        {
            await RefuseAsync(http, refusal ?? RefusalReason.PageFailed).ConfigureAwait(false);
            return;
        }

        ArrayBufferWriter<byte> html = new(FirstBuffer);
        string token = engine.Tokens.Issue(session.Id, BrowserCookie.Of(cookie, session.User));
        await session.DoAsync(static (made, what) => made.WriteHtml(what.Html, what.Token), (Html: html, Token: token)).ConfigureAwait(false);
        if (html.WrittenCount == 0)
        {
            await RefuseAsync(http, session.Ended?.Refusal() ?? RefusalReason.PageFailed).ConfigureAwait(false);
            return;
        }

        engine.Counters.Served();
        http.Response.ContentLength = html.WrittenCount;
        await http.Response.Body.WriteAsync(html.WrittenMemory, http.RequestAborted).ConfigureAwait(false);
    }

    private void WriteHeaders(HttpResponse response)
    {
        response.ContentType = "text/html; charset=utf-8";
        response.Headers.CacheControl = "no-store"; // It holds a token of one browser and the state of one moment.
        response.Headers.XContentTypeOptions = "nosniff";
        response.Headers["Referrer-Policy"] = "same-origin";
        if (engine.Options.ContentSecurityPolicy.Length > 0 && response.Headers.ContentSecurityPolicy.Count == 0)
        {
            response.Headers.ContentSecurityPolicy = engine.Options.ContentSecurityPolicy;
        }
    }

    private async Task RefuseAsync(HttpContext http, RefusalReason reason)
    {
        engine.Counters.Refuse(reason);
        (int status, string title, string text) = reason switch
        {
            RefusalReason.AddressLimit => (StatusCodes.Status429TooManyRequests, "Too many pages", "Too many pages are open from your address. Close some, or try again in a minute."),
            RefusalReason.PageFailed => (StatusCodes.Status500InternalServerError, "The page failed", "The page could not be shown. The operator finds the reason in the log."),
            RefusalReason.SessionMemory => (StatusCodes.Status507InsufficientStorage, "The page is too large", "This page needs more memory than one page may have. Ask for less of it."),
            RefusalReason.Draining => (StatusCodes.Status503ServiceUnavailable, "The server restarts", "Try again in a moment."),
            _ => (StatusCodes.Status503ServiceUnavailable, "The server is full", "The server has as many pages open as it can hold. Try again in a minute."),
        };
        http.Response.StatusCode = status;
        if (status is StatusCodes.Status503ServiceUnavailable or StatusCodes.Status429TooManyRequests)
        {
            http.Response.Headers.RetryAfter = "10";
        }

        await http.Response.WriteAsync(PageShell.Sorry(title, text), http.RequestAborted).ConfigureAwait(false);
    }
}
