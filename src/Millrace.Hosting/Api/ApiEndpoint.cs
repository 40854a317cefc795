using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Api;

/// <summary>
/// An HTTP API that is a server's own purpose, as that of the fault proxy: one function answers everything. Plain HTTP without authentication, guarded as the admin endpoint is: on
/// loopback it answers to localhost and to numbers only, so that no stranger's web page reaches it.
/// </summary>
public sealed class ApiEndpoint : IAsyncDisposable
{
    private readonly WebApplication _app;

    private ApiEndpoint(WebApplication app, string url) => (_app, Url) = (app, url);

    /// <summary>Where it answers, such as <c>http://127.0.0.1:8474</c>.</summary>
    public string Url { get; }

    /// <summary>Listens and answers from now on.</summary>
    /// <param name="endPoint">Where; port 0 lets the system choose.</param>
    /// <param name="maxBody">Bytes that a request's body may have; a longer one is answered by <paramref name="refuse"/>.</param>
    /// <param name="answer">Answers a request; on any thread, several at once. What it throws becomes a 500.</param>
    /// <param name="refuse">Words a refusal of this status, in the form of the API's own errors.</param>
    /// <param name="logs">Where warnings of the web stack go.</param>
    /// <exception cref="ServerStartException">The address cannot be had.</exception>
    public static async Task<ApiEndpoint> StartAsync(
        IPEndPoint endPoint, int maxBody, Func<ApiRequest, CancellationToken, Task<ApiAnswer>> answer, Func<int, string, ApiAnswer> refuse, ILoggerFactory logs)
    {
        AdminPort port = AdminPort.Open(endPoint, "The API");
        WebApplicationBuilder builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.Services.Replace(ServiceDescriptor.Singleton(new QuietBelowWarning(logs) as ILoggerFactory));
        builder.Services.Replace(ServiceDescriptor.Singleton<IHostLifetime, NoLifetime>());
        builder.WebHost.UseKestrelCore();
        builder.WebHost.UseSockets(sockets => sockets.CreateBoundListenSocket = _ => port.Socket);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = maxBody;
            kestrel.Limits.MaxConcurrentConnections = 256;
            kestrel.Listen(port.EndPoint);
        });
        WebApplication app = builder.Build();
        Guard guard = new(answer, refuse, port.IsLoopback, logs.CreateLogger("Millrace.Hosting"));
        app.Run(guard.ServeAsync);
        try
        {
            await app.StartAsync().ConfigureAwait(false);
        }
        catch
        {
            port.Dispose();
            throw;
        }

        return new ApiEndpoint(app, port.Url);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        using CancellationTokenSource atOnce = new(TimeSpan.FromSeconds(1));
        await _app.StopAsync(atOnce.Token).ConfigureAwait(false);
        await _app.DisposeAsync().ConfigureAwait(false);
    }

    private sealed class Guard(Func<ApiRequest, CancellationToken, Task<ApiAnswer>> answer, Func<int, string, ApiAnswer> refuse, bool oursOnly, ILogger log)
    {
        public async Task ServeAsync(HttpContext http)
        {
            ApiAnswer given;
            try
            {
                given = oursOnly && !AdminHosts.AreOurs(http.Request.Host.Value ?? "")
                    ? refuse(StatusCodes.Status421MisdirectedRequest, "this address answers to localhost and to its number only")
                    : await answer(await ReadAsync(http).ConfigureAwait(false), http.RequestAborted).ConfigureAwait(false);
            }
            catch (BadHttpRequestException e)
            {
                given = refuse(e.StatusCode, e.StatusCode == StatusCodes.Status413PayloadTooLarge ? "the request's body is too long" : "the request's body cannot be read");
            }
            catch (OperationCanceledException) when (http.RequestAborted.IsCancellationRequested)
            {
                return; // expected: whoever asked has gone
            }
            catch (IOException) when (http.RequestAborted.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is not OutOfMemoryException)
            {
                HostingLog.PageFailed(log, http.Request.Path.Value ?? "", e);
                given = refuse(StatusCodes.Status500InternalServerError, "the request failed for a reason that should not exist; the log says more");
            }

            await WriteAsync(http, given).ConfigureAwait(false);
        }

        private static async Task<ApiRequest> ReadAsync(HttpContext http)
        {
            using MemoryStream body = new();
            await http.Request.Body.CopyToAsync(body, http.RequestAborted).ConfigureAwait(false);
            string target = http.Features.Get<IHttpRequestFeature>()?.RawTarget ?? "/";
            int query = target.IndexOf('?', StringComparison.Ordinal);
            return new ApiRequest(http.Request.Method.ToUpperInvariant(), query < 0 ? target : target[..query], http.Request.Headers.UserAgent.ToString(), body.ToArray());
        }

        private static Task WriteAsync(HttpContext http, ApiAnswer given)
        {
            http.Response.StatusCode = given.Status;
            http.Response.ContentType = given.ContentType;
            http.Response.Headers.CacheControl = "no-store";
            if (given.Allow is { } allow) { http.Response.Headers.Allow = allow; }
            if (given.Status == StatusCodes.Status204NoContent) { return Task.CompletedTask; }
            http.Response.ContentLength = given.Body.Length;
            return http.Response.Body.WriteAsync(given.Body, http.RequestAborted).AsTask();
        }
    }
}
