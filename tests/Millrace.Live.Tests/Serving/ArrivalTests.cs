using System.Net;
using System.Net.WebSockets;
using Millrace.Live.Host.Sessions;
using Millrace.Live.Wire;
using Millrace.Testing;
using Millrace.WebSockets;

namespace Millrace.Live.Tests.Serving;

/// <summary>Who calls by which name, and who comes without saying hello.</summary>
public sealed class ArrivalTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_strangers_name_that_is_made_to_point_here_gets_no_page_no_script_and_no_socket()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        string name = $"evil.example:{server.Address.Port}";
        foreach (string path in (string[])["/", "/_live/live.js"])
        {
            await using BrowserInTest rebound = new(server, path) { Host = name };
            await rebound.LoadAsync();
            Assert.Equal(HttpStatusCode.MisdirectedRequest, rebound.Status);
            Assert.Null(rebound.Cookie);
            Assert.Contains("--allowed-host", rebound.Html, StringComparison.Ordinal);
        }

        await using BrowserInTest browser = await server.LoadAsync();
        browser.Host = name;
        await Assert.ThrowsAsync<WebSocketException>(() => browser.ConnectAsync($"http://{name}"));
        Assert.Equal(HttpStatusCode.MisdirectedRequest, browser.Socket.HttpStatusCode);
        Assert.Equal(3, server.Engine.Counters.Refused(RefusalReason.Host));
        Assert.Equal(1, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_listed_name_and_the_host_of_a_listed_origin_are_taken()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(
            options => options with { AllowedHosts = ["live.test"], Origins = new OriginPolicy { Allowed = ["https://good.example", "http://10.0.0.1"] } });
        foreach ((string host, HttpStatusCode status) in ((string, HttpStatusCode)[])
            [("live.test", HttpStatusCode.OK), ("GOOD.example:81", HttpStatusCode.OK), ("localhost", HttpStatusCode.OK), ("10.0.0.7", HttpStatusCode.OK), ("other.test", HttpStatusCode.MisdirectedRequest)])
        {
            await using BrowserInTest browser = new(server, "/") { Host = host };
            await browser.LoadAsync();
            Assert.Equal(status, browser.Status);
        }
    }

    [Fact]
    public void Names_are_checked_on_loopback_and_wherever_some_are_listed()
    {
        LiveOptions loopback = new();
        Assert.False(loopback.ToHostPolicy(listensItself: true).AllowAny);
        Assert.True(loopback.ToHostPolicy(listensItself: false).AllowAny);
        Assert.True((loopback with { Address = IPAddress.Any }).ToHostPolicy(listensItself: true).AllowAny);
        Assert.True((loopback with { Origins = OriginPolicy.Any }).ToHostPolicy(listensItself: true).AllowAny);
        Assert.False((loopback with { AllowedHosts = ["live.test"] }).ToHostPolicy(listensItself: false).Allows("other.test"));
    }

    [Fact(Timeout = 120_000)]
    public async Task Connections_of_one_address_that_say_nothing_are_limited_and_give_their_places_back()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxSessionsPerAddress = 2 });
        await using BrowserInTest first = await server.LoadAsync();
        await using BrowserInTest second = await server.LoadAsync();
        await first.ConnectAsync();
        await second.ConnectAsync();
        await using BrowserInTest third = new(server, "/");
        await Assert.ThrowsAsync<WebSocketException>(() => third.ConnectAsync());
        Assert.Equal(HttpStatusCode.TooManyRequests, third.Socket.HttpStatusCode);

        // Another address has places of its own.
        Assert.True(server.Engine.Arriving.TryEnter(IPAddress.Parse("192.0.2.1")));

        // A hello gives a place back, and so does the end of a connection.
        await first.HelloAsync();
        await first.ClickAndSeeAsync();
        await third.ConnectAsync();
        third.Cut();
        second.Cut();
        await Eventually.TrueAsync(() => server.Engine.Arriving.Addresses == 1, "The end of those that said nothing");
    }

    [Fact(Timeout = 120_000)]
    public async Task A_hello_is_as_long_as_an_address_may_be_and_no_longer()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { MaxFrameBytes = 64 * 1024 });
        await using BrowserInTest browser = await server.LoadAsync();
        await browser.ConnectAsync();
        await browser.SendAsync(writer => ClientFrames.Hello(writer, new HelloFrame(LiveProtocol.Version, true, false, browser.Token!, 0, "/?" + new string('q', 8 * 1024), 800, 600, 60)));
        await browser.UntilClosedAsync();
        Assert.Equal(WebSocketCloseStatus.MessageTooBig, browser.CloseStatus);

        await using BrowserInTest other = await server.LoadAsync("/?" + new string('q', 7 * 1024));
        await other.ConnectAsync();
        await other.HelloAsync(wantsDocument: false);
        Assert.Equal(WelcomeMode.GoOn, other.Welcome!.Value.Mode);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_hidden_tab_may_be_silent_for_longer_than_a_heartbeat_allows()
    {
        FakeTime time = new(TimeProvider.System.GetUtcNow());
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>(options => options with { Heartbeat = TimeSpan.FromSeconds(20) }, time);
        await using BrowserInTest hidden = await server.OpenAsync();
        await using BrowserInTest shown = await server.OpenAsync();
        await hidden.SendAsync(writer => ClientFrames.Visibility(writer, hidden: true));
        await Eventually.TrueAsync(() => server.Engine.Sessions.All.Count(session => session.IsHidden) == 1, "The word that it is hidden");
        time.Advance(TimeSpan.FromSeconds(90));
        server.Engine.Sweep.Look();
        await Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 1, "The end of the silent one that is shown");
        Assert.True(Assert.Single(server.Engine.Sessions.All, session => session.State == SessionState.Attached).IsHidden);

        time.Advance(TimeSpan.FromSeconds(100));
        server.Engine.Sweep.Look();
        await Eventually.TrueAsync(() => server.Engine.Sessions.CountOf(SessionState.Detached) == 2, "The end of the other");
    }
}
