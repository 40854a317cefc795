using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Hosting;
using Xunit;

namespace Millrace.Faults.Tests.Proxies;

/// <summary>A fault proxy in this process, with its API and what it was asked to begin with.</summary>
internal sealed class ProxyRig : IAsyncDisposable
{
    private readonly FaultProxyServer _server;

    private ProxyRig(FaultProxyServer server, ServerAddresses addresses)
    {
        _server = server;
        Addresses = addresses.Entries.ToDictionary(e => e.Key, e => new Uri(e.Value));
        Http = new HttpClient { BaseAddress = Addresses["api"] };
    }

    public IReadOnlyDictionary<string, Uri> Addresses { get; }

    public HttpClient Http { get; }

    public Uri Api => Addresses["api"];

    public static Task<ProxyRig> StartAsync(params ProxyDefinition[] proxies) => StartAsync(new FaultProxyOptions(), proxies);

    public static async Task<ProxyRig> StartAsync(FaultProxyOptions options, params ProxyDefinition[] proxies)
    {
        FaultProxyServer server = FaultProxyServer.Create(options with { Api = new IPEndPoint(IPAddress.Loopback, 0), Proxies = proxies }, NullLoggerFactory.Instance);
        try
        {
            return new ProxyRig(server, await server.StartAsync(TestContext.Current.CancellationToken));
        }
        catch
        {
            await server.DisposeAsync();
            throw;
        }
    }

    public IPEndPoint At(string proxy) => new(IPAddress.Loopback, Addresses[proxy].Port);

    public ProxyClient Path(string proxy) => new(Api, proxy, Addresses[proxy].Scheme == "udp" ? FaultScope.Udp : FaultScope.Tcp);

    public async Task<Socket> ConnectAsync(string proxy)
    {
        Socket socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(At(proxy), TestContext.Current.CancellationToken);
        return socket;
    }

    /// <summary>Asks the API: the status and the body.</summary>
    public async Task<(int Status, string Body)> AskAsync(string method, string path, string? body = null, string? userAgent = null)
    {
        using HttpRequestMessage request = new(new HttpMethod(method), path);
        if (body is not null) { request.Content = new StringContent(body, Encoding.UTF8, new MediaTypeHeaderValue("application/json")); }
        if (userAgent is not null) { request.Headers.TryAddWithoutValidation("User-Agent", userAgent); }
        using HttpResponseMessage response = await Http.SendAsync(request, TestContext.Current.CancellationToken);
        return ((int)response.StatusCode, await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    public Task<bool> DrainAsync(TimeSpan limit) => _server.DrainAsync(limit, TestContext.Current.CancellationToken).AsTask();

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _server.DisposeAsync();
    }
}
