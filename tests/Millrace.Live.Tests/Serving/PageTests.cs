using System.Net;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Serving;

public sealed class PageTests
{
    [Fact(Timeout = 120_000)]
    public async Task A_page_is_readable_before_any_socket_and_goes_on_where_it_was_served()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.LoadAsync();

        Assert.Contains("<output", browser.Html, StringComparison.Ordinal);
        Assert.Contains(">0</output>", browser.Html, StringComparison.Ordinal);
        Assert.Contains("src=\"/_live/live.js\"", browser.Html, StringComparison.Ordinal);
        Assert.Contains("data-live-path=\"/_live/ws\"", browser.Html, StringComparison.Ordinal);
        await browser.ConnectAsync();
        await browser.HelloAsync(wantsDocument: false);
        Assert.Equal(WelcomeMode.GoOn, browser.Welcome!.Value.Mode);
        Assert.Equal(1, server.Engine.Counters.Resumed(Host.Sessions.ResumeKind.First));
        Assert.Equal(1, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_click_comes_back_as_one_patch()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        int before = browser.Frames;
        await browser.ClickAndSeeAsync();

        Assert.Equal("1", browser.Document.Text(browser.Document.FirstElement("output")));
        Assert.Equal(before + 1, browser.Frames);
        Assert.Equal(1u, browser.Document.LastEvent);
    }

    [Fact(Timeout = 120_000)]
    public async Task An_event_that_changes_nothing_is_reported_as_handled()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.OpenAsync();
        uint input = browser.Document.FirstElement("input");
        await browser.SendAsync(writer => ClientFrames.Text(writer, EventKind.Input, browser.NextEvent++, input, ""));
        await browser.UntilAsync(() => browser.Handled == 1, "handled");
    }

    [Fact(Timeout = 120_000)]
    public async Task The_page_has_a_strict_policy_and_is_not_stored()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest browser = await server.LoadAsync();

        string policy = browser.Response!.Headers.GetValues("Content-Security-Policy").Single();
        Assert.StartsWith("default-src 'self'", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
        Assert.DoesNotContain("<style", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("style=", browser.Html, StringComparison.Ordinal);
        Assert.DoesNotMatch("<script(?![^>]*src=)", browser.Html);
        Assert.True(browser.Response.Headers.CacheControl!.NoStore);
        Assert.Equal("nosniff", browser.Response.Headers.GetValues("X-Content-Type-Options").Single());
    }

    [Fact(Timeout = 120_000)]
    public async Task The_cookie_is_out_of_reach_of_scripts_and_other_sites_and_stays()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        await using BrowserInTest first = await server.LoadAsync();
        string set = first.Response!.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains("httponly", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("samesite=lax", set, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("max-age=", set, StringComparison.OrdinalIgnoreCase);

        await using BrowserInTest second = await server.LoadAsync(cookie: first.Cookie);
        Assert.False(second.Response!.Headers.Contains("Set-Cookie"));
        Assert.NotEqual(first.Token, second.Token);
    }

    [Fact(Timeout = 120_000)]
    public async Task A_head_request_makes_no_session()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        using HttpRequestMessage request = new(HttpMethod.Head, "/");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(0, server.Engine.Sessions.Count);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_script_comes_compressed_and_once()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        using HttpRequestMessage request = new(HttpMethod.Get, "/_live/live.js");
        request.Headers.AcceptEncoding.ParseAdd("gzip");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);
        Assert.Equal("gzip", response.Content.Headers.ContentEncoding.Single());
        Assert.True(response.Content.Headers.ContentLength < 10 * 1024);

        using HttpRequestMessage again = new(HttpMethod.Get, "/_live/live.js");
        again.Headers.IfNoneMatch.ParseAdd("\"another\"");
        again.Headers.IfNoneMatch.Add(response.Headers.ETag!);
        using HttpResponseMessage same = await server.Http.SendAsync(again, TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.NotModified, same.StatusCode);
    }

    [Fact(Timeout = 120_000)]
    public async Task The_script_comes_as_it_is_to_whoever_cannot_unpack_it()
    {
        await using ServerInTest server = await ServerInTest.StartAsync<TestPage>();
        using HttpRequestMessage request = new(HttpMethod.Get, "/_live/live.js");
        request.Headers.AcceptEncoding.ParseAdd("gzip;q=0, br");
        using HttpResponseMessage response = await server.Http.SendAsync(request, TestContext.Current.CancellationToken);

        Assert.Empty(response.Content.Headers.ContentEncoding);
        Assert.StartsWith("const NAMES", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
