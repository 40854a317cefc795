using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace Millrace.Http.Host;

/// <summary>What the small web server answers: each path bounded, none with anything of the outside in it.</summary>
internal sealed class HttpPages(HttpOptions options, TimeProvider time)
{
    private const int Piece = 64 * 1024;

    private static readonly byte[] _page = """
        <!DOCTYPE html>
        <html lang="en"><head><meta charset="utf-8"><title>Millrace: a server to try the load on</title></head>
        <body><h1>A server to try the load on</h1>
        <ul><li>GET /bytes/N: N bytes; with ?chunked without their length</li><li>POST /echo: what was sent</li>
        <li>GET /delay/MS: after so many milliseconds</li><li>GET /status/CODE: that status</li></ul></body></html>

        """u8.ToArray();

    private static readonly byte[] _letters = [.. Enumerable.Range(0, Piece).Select(i => (byte)('a' + (i % 26)))];

    private long _served;

    /// <summary>Requests answered so far.</summary>
    public long Served => Interlocked.Read(ref _served);

    /// <summary>Answers a request.</summary>
    public Task ServeAsync(HttpContext http)
    {
        Interlocked.Increment(ref _served);
        string path = http.Request.Path.Value ?? "/";
        string method = http.Request.Method;
        if (path == "/echo")
        {
            return method == HttpMethods.Post ? EchoAsync(http) : Refuse(http, StatusCodes.Status405MethodNotAllowed, "POST to /echo");
        }

        if (!HttpMethods.IsGet(method) && !HttpMethods.IsHead(method))
        {
            return Refuse(http, StatusCodes.Status405MethodNotAllowed, "only /echo takes other methods than GET and HEAD");
        }

        return path == "/" ? PageAsync(http)
            : path.StartsWith("/bytes/", StringComparison.Ordinal) ? BytesAsync(http, path[7..])
            : path.StartsWith("/delay/", StringComparison.Ordinal) ? DelayAsync(http, path[7..])
            : path.StartsWith("/status/", StringComparison.Ordinal) ? StatusAsync(http, path[8..])
            : Refuse(http, StatusCodes.Status404NotFound, "no such path; / names those that there are");
    }

    private static Task PageAsync(HttpContext http)
    {
        (http.Response.ContentType, http.Response.ContentLength) = ("text/html; charset=utf-8", _page.Length);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.Body.WriteAsync(_page, http.RequestAborted).AsTask();
    }

    private async Task BytesAsync(HttpContext http, string text)
    {
        if (!TryRead(text, options.MaxBytes, out long left))
        {
            await Refuse(http, StatusCodes.Status400BadRequest, string.Create(CultureInfo.InvariantCulture, $"/bytes/N takes 0 to {options.MaxBytes}"));
            return;
        }

        http.Response.ContentType = "text/plain";
        if (!http.Request.Query.ContainsKey("chunked"))
        {
            http.Response.ContentLength = left;
        }

        for (; left > 0 && !HttpMethods.IsHead(http.Request.Method); left -= Piece)
        {
            await http.Response.Body.WriteAsync(_letters.AsMemory(0, (int)Math.Min(left, Piece)), http.RequestAborted);
        }
    }

    private async Task EchoAsync(HttpContext http)
    {
        if (http.Request.ContentLength > options.MaxEchoBytes)
        {
            await Refuse(http, StatusCodes.Status413PayloadTooLarge, string.Create(CultureInfo.InvariantCulture, $"/echo takes {options.MaxEchoBytes} bytes"));
            return;
        }

        // Kestrel holds the same limit against a body that does not say its length, and answers 413 by itself.
        using var body = new MemoryStream((int)(http.Request.ContentLength ?? 0));
        await http.Request.Body.CopyToAsync(body, http.RequestAborted);
        (http.Response.ContentType, http.Response.ContentLength) = ("application/octet-stream", body.Length);
        await http.Response.Body.WriteAsync(body.GetBuffer().AsMemory(0, (int)body.Length), http.RequestAborted);
    }

    private async Task DelayAsync(HttpContext http, string text)
    {
        if (!TryRead(text, (long)options.MaxDelay.TotalMilliseconds, out long ms))
        {
            await Refuse(http, StatusCodes.Status400BadRequest, string.Create(CultureInfo.InvariantCulture, $"/delay/MS takes 0 to {options.MaxDelay.TotalMilliseconds}"));
            return;
        }

        await Task.Delay(TimeSpan.FromMilliseconds(ms), time, http.RequestAborted);
        await Words(http, StatusCodes.Status200OK, "waited\n");
    }

    private static Task StatusAsync(HttpContext http, string text) => TryRead(text, 599, out long status) && status >= 200
        ? Words(http, (int)status, status is 204 or 205 or 304 ? "" : "as asked\n")
        : Refuse(http, StatusCodes.Status400BadRequest, "/status/CODE takes 200 to 599");

    private static bool TryRead(string text, long most, out long value) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value) && value <= most;

    private static Task Refuse(HttpContext http, int status, string why) => Words(http, status, why + "\n");

    private static Task Words(HttpContext http, int status, string words)
    {
        http.Response.StatusCode = status;
        if (words.Length == 0)
        {
            return Task.CompletedTask;
        }

        (http.Response.ContentType, http.Response.ContentLength) = ("text/plain; charset=utf-8", words.Length);
        return HttpMethods.IsHead(http.Request.Method) ? Task.CompletedTask : http.Response.WriteAsync(words, http.RequestAborted);
    }
}
