using System.Net;
using System.Net.WebSockets;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

public sealed class SecureTests : IDisposable
{
    private readonly TestCertificate _certificate = new();

    public void Dispose() => _certificate.Dispose();

    [Theory(Timeout = 120_000)]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Over_https_a_page_works_whether_its_socket_comes_over_http_2_or_1(bool overHttp2)
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest browser = await server.LoadAsync();
        Assert.Equal(HttpVersion.Version20, browser.Response!.Version);
        browser.Http2 = overHttp2 ? server.Invoker : null;
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false);

        Assert.Equal(WelcomeMode.GoOn, browser.Welcome!.Value.Mode);
        Assert.Equal(overHttp2 ? HttpStatusCode.OK : HttpStatusCode.SwitchingProtocols, browser.Socket.HttpStatusCode);
        Assert.Equal(LiveProtocol.Subprotocol, browser.Socket.SubProtocol);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_session_goes_on_when_its_stream_of_http_2_breaks_and_ends_when_it_leaves()
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest browser = await server.LoadAsync();
        browser.Http2 = server.Invoker;
        await browser.ConnectAsync();
        await browser.HelloAsync();
        await browser.ClickAndSeeAsync();
        browser.Cut();
        await Millrace.Testing.Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 1, "The loss of the connection");

        await browser.ConnectAsync();
        await browser.HelloAsync();
        await browser.ClickAndSeeAsync();
        Assert.Equal("2", browser.Document.Text(browser.Document.FirstElement("output")));
        await browser.Socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, LiveProtocol.Left, TestContext.Current.CancellationToken);
        await Millrace.Testing.Eventually.TrueAsync(() => server.Engine.Sessions.Count == 0, "The end of the session");
    }

    [Fact(Timeout = 120_000)]
    public async Task Another_origin_gets_no_socket_over_http_2_either()
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest browser = await server.LoadAsync();
        browser.Http2 = server.Invoker;

        await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync("https://evil.example"));
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.Origin));
    }

    [Fact(Timeout = 120_000)]
    public async Task Over_https_the_cookie_is_of_this_host_alone()
    {
        await using ServerInTest server = await StartAsync();
        await using BrowserInTest browser = await server.LoadAsync();
        string set = browser.Response!.Headers.GetValues("Set-Cookie").Single();

        Assert.StartsWith("__Host-live=", set, StringComparison.Ordinal);
        Assert.Contains("secure", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("path=/", set, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("domain=", set, StringComparison.OrdinalIgnoreCase);

        // One that a neighbour on a subdomain has planted under the plain name is worth nothing.
        browser.Cookie = browser.Cookie!.Replace("__Host-live=", "live=", StringComparison.Ordinal);
        await browser.ConnectAsync();
        await browser.HelloAsync();
        Assert.Equal(GoodbyeReason.Token, browser.Goodbye!.Value.Reason);
    }

    private Task<ServerInTest> StartAsync() => ServerInTest.StartAsync(
        new LivePages().Map<TestPage>("/"), options => options with { TlsCertificateFile = _certificate.PemFile }, trust: (_, certificate, _, _) => _certificate.Is(certificate));
}
