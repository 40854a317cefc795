using System.Net;
using System.Net.WebSockets;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;

namespace Millrace.Live.Tests.Serving;

public sealed class HandshakeTests
{
    [Theory(Timeout = 120_000)]
    [InlineData("http://evil.example")]
    [InlineData("null")]
    [InlineData("http://127.0.0.1:1")]
    public async Task A_page_of_another_origin_gets_no_socket(string origin)
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.LoadAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync(origin));
        Assert.Equal(HttpStatusCode.Forbidden, browser.Socket.HttpStatusCode);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.Origin));
    }

    [Fact(Timeout = 120_000)]
    public async Task A_socket_of_another_subprotocol_is_told_which_one_is_spoken()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.LoadAsync();

        await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync(subprotocol: "graphql-ws"));
        Assert.Equal(HttpStatusCode.UpgradeRequired, browser.Socket.HttpStatusCode);
        using HttpResponseMessage plain = await server.Http.GetAsync("/_live/ws", TestContext.Current.CancellationToken);
        Assert.Contains(LiveProtocol.Subprotocol, await plain.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000)]
    [InlineData("")]
    [InlineData("AAAA")]
    [InlineData("no token at all, but with spaces and ümlauts")]
    public async Task A_forged_token_is_sent_away(string token)
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest neighbour = await server.OpenAsync("/other");
        await using BrowserInTest browser = await server.LoadAsync();
        browser.Token = token;
        await RefusedAsync(browser);
        await server.StillServesAsync(neighbour);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_is_worth_nothing_without_its_browsers_cookie()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest owner = await server.OpenAsync();
        await using BrowserInTest other = await server.LoadAsync();
        other.Token = owner.Token;
        await RefusedAsync(other);
        other.Cookie = null;
        await RefusedAsync(other);
        await owner.ClickAndSeeAsync();
    }

    [Fact(Timeout = 120_000)]
    public async Task A_token_of_a_session_long_gone_is_expired()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { TokenLifetime = TimeSpan.FromMinutes(10), HelloTimeout = TimeSpan.FromMinutes(10) }, time);
        await using BrowserInTest browser = await server.LoadAsync();
        await Eventually.TrueAsync(
            () =>
            {
                time.Advance(TimeSpan.FromMinutes(1));
                return server.Engine.Sessions.Count == 0;
            },
            "The end of the session");
        time.Advance(TimeSpan.FromMinutes(11));
        await RefusedAsync(browser);
        Assert.Equal(1, server.Engine.Counters.Refused(RefusalReason.TokenExpired));
    }

    [Fact(Timeout = 120_000)]
    public async Task Another_version_is_told_to_reload()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.LoadAsync();
        await browser.ConnectAsync();
        await browser.SendAsync(new byte[] { (byte)FrameKind.Hello, 99, 1, 2, 3 });
        await browser.UntilClosedAsync();

        Assert.Equal(GoodbyeReason.Version, browser.Goodbye!.Value.Reason);
        Assert.Equal(GoodbyeAdvice.OfferReload, browser.Goodbye.Value.Advice);
    }

    private static async Task RefusedAsync(BrowserInTest browser)
    {
        await browser.ConnectAsync();
        await browser.HelloAsync();
        await browser.UntilClosedAsync();
        Assert.Null(browser.Welcome);
        Assert.Equal(GoodbyeReason.Token, browser.Goodbye!.Value.Reason);
        Assert.Equal(WebSocketCloseStatus.PolicyViolation, browser.CloseStatus);
    }
}
