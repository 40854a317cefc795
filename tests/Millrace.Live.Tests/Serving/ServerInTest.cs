using Millrace.Testing;
using System.Net;
using System.Net.Security;
using Millrace.Hosting;
using Millrace.Live.Host.Serving;

namespace Millrace.Live.Tests.Serving;

/// <summary>A server on a free port of loopback, for real sockets.</summary>
internal sealed class ServerInTest : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };

    private ServerInTest(LiveServer server, LogInTest log, Uri address, RemoteCertificateValidationCallback? trust)
    {
        (Server, Log, Address) = (server, log, address);
        _handler.SslOptions.RemoteCertificateValidationCallback = trust;
        Http = new HttpClient(_handler) { BaseAddress = address };
        if (trust is not null)
        {
            (Http.DefaultRequestVersion, Http.DefaultVersionPolicy, Invoker) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact, Http);
        }
    }

    /// <summary>What connects to a server that has a certificate of its own; null where it has none.</summary>
    public HttpMessageInvoker? Invoker { get; }

    public LiveServer Server { get; }

    public LiveEngine Engine => Server.Engine;

    public LogInTest Log { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    public static async Task<ServerInTest> StartAsync(
        LivePages pages, Func<LiveOptions, LiveOptions>? configure = null, TimeProvider? time = null, RemoteCertificateValidationCallback? trust = null)
    {
        LogInTest log = new();
        // Long times: what a test waits for is a state, however slow the machine is.
        LiveOptions options = new() { Port = 0, MaxSessionsPerAddress = 0, SendTimeout = TimeSpan.FromMinutes(2), HelloTimeout = TimeSpan.FromMinutes(2), Heartbeat = TimeSpan.FromMinutes(5) };
        LiveServer server = LiveServer.Create(configure?.Invoke(options) ?? options, pages, log, time);
        ServerAddresses addresses = await server.StartAsync(TestContext.Current.CancellationToken);
        server.Started();
        return new ServerInTest(server, log, new Uri(addresses.Entries[0].Value), trust);
    }

    public static Task<ServerInTest> StartAsync<T>(Func<LiveOptions, LiveOptions>? configure = null, TimeProvider? time = null)
        where T : Component => StartAsync(new LivePages().Map<T>("/").Map<TestPage>("/other"), configure, time);

    /// <summary>A browser that has loaded a page.</summary>
    public async Task<BrowserInTest> LoadAsync(string path = "/", string? cookie = null)
    {
        BrowserInTest browser = new(this, path) { Cookie = cookie };
        await browser.LoadAsync();
        Assert.Equal(HttpStatusCode.OK, browser.Status);
        return browser;
    }

    /// <summary>A browser that has loaded a page and is connected.</summary>
    public async Task<BrowserInTest> OpenAsync(string path = "/")
    {
        BrowserInTest browser = await LoadAsync(path);
        await browser.ConnectAsync();
        await browser.HelloAsync();
        return browser;
    }

    /// <summary>Fails unless a session that was there before, and a new one, still work.</summary>
    public async Task StillServesAsync(BrowserInTest neighbour)
    {
        await neighbour.ClickAndSeeAsync();
        await using BrowserInTest newcomer = await OpenAsync("/other");
        await newcomer.ClickAndSeeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await Server.DisposeAsync();
    }
}
