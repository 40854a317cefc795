using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Primitives;

namespace Millrace.Hosting.Admin;

/// <summary>Serves a server's own pages.</summary>
internal sealed class AdminPages(ILogger log)
{
    // A shard answers within a turn; one that does not is stuck, and a page is no reason to wait for it.
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(5);

    public void Map(WebApplication app, IEnumerable<AdminPage> pages)
    {
        foreach (AdminPage page in pages)
        {
            if (page.IsAction)
            {
                app.MapPost(page.Path, (RequestDelegate)(http => ActAsync(http, page)));
            }
            else
            {
                app.MapGet(page.Path, (RequestDelegate)(http => AnswerAsync(http, page)));
            }
        }
    }

    // A browser says on whose page a POST was made; any page can make one to here, and none has a reason to.
    private Task ActAsync(HttpContext http, AdminPage page) => http.Request.Headers.Origin.Count == 0
        ? AnswerAsync(http, page)
        : RefuseAsync(http, StatusCodes.Status403Forbidden, "This is not for pages of a browser; use a tool such as curl.");

    private async Task AnswerAsync(HttpContext http, AdminPage page)
    {
        http.Response.Headers.CacheControl = "no-store";
        using CancellationTokenSource patience = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted);
        patience.CancelAfter(s_patience);
        try
        {
            AdminQuery query = Read(http.Request.Query, page);
            http.Response.ContentType = page.ContentType;
            await page.WriteAsync(query, http.Response.Body, patience.Token).ConfigureAwait(false);
        }
        catch (AdminQueryException e)
        {
            await RefuseAsync(http, StatusCodes.Status400BadRequest, e.Message).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
        {
            // Expected: whoever asked has gone.
        }
        catch (OperationCanceledException)
        {
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, $"The server did not answer within {s_patience.TotalSeconds} s.").ConfigureAwait(false);
        }
        catch (IOException e)
        {
            // Expected where the server has stopped.
            await RefuseAsync(http, StatusCodes.Status503ServiceUnavailable, e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            HostingLog.PageFailed(log, page.Path, e);
            await RefuseAsync(http, StatusCodes.Status500InternalServerError, "The page failed; the log says why.").ConfigureAwait(false);
        }
    }

    private static AdminQuery Read(IQueryCollection given, AdminPage page)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach ((string name, StringValues texts) in given)
        {
            if (!page.Parameters.Contains(name, StringComparer.Ordinal))
            {
                string known = page.Parameters.Count == 0 ? "none" : string.Join(", ", page.Parameters);
                throw new AdminQueryException($"{page.Path} has no parameter '{name}'; it has {known}.");
            }

            values[name] = texts.Count == 1 ? texts[0]! : throw new AdminQueryException($"{name} is given {texts.Count} times; give it once.");
        }

        return new AdminQuery(values);
    }

    private static async Task RefuseAsync(HttpContext http, int status, string why)
    {
        if (http.Response.HasStarted)
        {
            http.Abort(); // Half an answer must not pass for a whole one.
            return;
        }

        http.Response.StatusCode = status;
        http.Response.ContentType = "text/plain; charset=utf-8";
        await http.Response.WriteAsync(why + "\n", http.RequestAborted).ConfigureAwait(false);
    }
}
