using System.Net;
using System.Text;
using System.Text.Json;
using Millrace.Hosting.Admin;

namespace Millrace.Hosting.Tests.Admin;

public sealed class AdminPagesTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();
    private readonly LifeInTest _life;
    private Func<AdminQuery, Stream, CancellationToken, Task> _write = (query, body, stop) => WriteAsync(body, $$"""{"limit":{{query.Whole("limit", 100, 1, 1000)}},"after":"{{query.Text("after")}}"}""");

    public AdminPagesTests()
    {
        _server.AdminPages =
        [
            new AdminPage("/rooms", "rooms, by name (limit, after)", ["limit", "after"], (query, body, stop) => _write(query, body, stop)),
            new AdminPage("/page", "the same for people", [], (query, body, stop) => WriteAsync(body, "<p>7</p>")) { ContentType = AdminPage.Html },
            new AdminPage("/rooms/close", "closes them (limit)", ["limit"], (query, body, stop) => WriteAsync(body, $$"""{"closed":{{query.Whole("limit", 1, 1, 9)}}}""")) { IsAction = true },
        ];
        _life = new LifeInTest(_server, LifeInTest.JsonOnAnyPort);
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        _life.Stop.Request(StopReason.Terminate);
        _server.EndDrain(everyoneLeft: true);
        await _life.Run;
        _life.Dispose();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task A_servers_own_page_is_served_with_its_parameters_and_listed()
    {
        using HttpClient admin = await _life.AdminAsync();
        using HttpResponseMessage answer = await admin.GetAsync("/rooms?limit=7&after=a%2Fb", Stopping);
        using JsonDocument index = JsonDocument.Parse(await admin.GetStringAsync("/", Stopping));

        Assert.Equal("""{"limit":7,"after":"a/b"}""", await answer.Content.ReadAsStringAsync(Stopping));
        Assert.Equal("application/json; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
        Assert.True(answer.Headers.CacheControl!.NoStore);
        Assert.Equal("rooms, by name (limit, after)", index.RootElement.GetProperty("endpoints").GetProperty("/rooms").GetString());
    }

    [Fact]
    public async Task An_action_is_a_post_and_no_page_of_a_browser_can_do_it()
    {
        using HttpClient admin = await _life.AdminAsync();
        using HttpResponseMessage done = await admin.PostAsync("/rooms/close?limit=3", null, Stopping);
        using HttpResponseMessage asked = await admin.GetAsync("/rooms/close", Stopping);
        using HttpRequestMessage foreign = new(HttpMethod.Post, "/rooms/close") { Headers = { { "Origin", "http://example.org" } } };
        using HttpResponseMessage refused = await admin.SendAsync(foreign, Stopping);
        using JsonDocument index = JsonDocument.Parse(await admin.GetStringAsync("/", Stopping));

        Assert.Equal("""{"closed":3}""", await done.Content.ReadAsStringAsync(Stopping));
        Assert.Equal(HttpStatusCode.MethodNotAllowed, asked.StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, refused.StatusCode);
        Assert.Equal("closes them (limit)", index.RootElement.GetProperty("endpoints").GetProperty("POST /rooms/close").GetString());
    }

    [Fact]
    public async Task A_page_for_people_says_that_it_is_one()
    {
        using HttpClient admin = await _life.AdminAsync();
        using HttpResponseMessage answer = await admin.GetAsync("/page", Stopping);

        Assert.Equal("<p>7</p>", await answer.Content.ReadAsStringAsync(Stopping));
        Assert.Equal("text/html; charset=utf-8", answer.Content.Headers.ContentType!.ToString());
    }

    [Theory]
    [InlineData("/rooms?limit=0", "limit is '0'; give a whole number from 1 to 1000.\n")]
    [InlineData("/rooms?limit=-1", "limit is '-1'; give a whole number from 1 to 1000.\n")]
    [InlineData("/rooms?limit=", "limit is ''; give a whole number from 1 to 1000.\n")]
    [InlineData("/rooms?limit=99999999999999999999", "limit is '99999999999999999999'; give a whole number from 1 to 1000.\n")]
    [InlineData("/rooms?limit=1&limit=2", "limit is given 2 times; give it once.\n")]
    [InlineData("/rooms?page=2", "/rooms has no parameter 'page'; it has limit, after.\n")]
    public async Task A_wrong_parameter_is_400_and_says_what_is_right(string path, string why)
    {
        using HttpClient admin = await _life.AdminAsync();
        using HttpResponseMessage answer = await admin.GetAsync(path, Stopping);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal(why, await answer.Content.ReadAsStringAsync(Stopping));
    }

    [Fact]
    public async Task A_page_that_fails_is_500_and_logged_and_one_whose_server_has_stopped_is_503()
    {
        using HttpClient admin = await _life.AdminAsync();
        _write = (_, _, _) => throw new InvalidOperationException("a mistake");
        using HttpResponseMessage failed = await admin.GetAsync("/rooms", Stopping);
        _write = (_, _, _) => throw new IOException("The shard has stopped.");
        using HttpResponseMessage stopped = await admin.GetAsync("/rooms", Stopping);
        _write = (_, _, _) => Task.FromCanceled(new CancellationToken(true));
        using HttpResponseMessage slow = await admin.GetAsync("/rooms", Stopping);

        Assert.Equal(HttpStatusCode.InternalServerError, failed.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, stopped.StatusCode);
        Assert.Equal("The shard has stopped.\n", await stopped.Content.ReadAsStringAsync(Stopping));
        Assert.Equal(HttpStatusCode.ServiceUnavailable, slow.StatusCode);
        Assert.Contains("[1009] The admin page /rooms failed", _life.CloseLog(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("localhost", HttpStatusCode.OK)]
    [InlineData("LOCALHOST:9464", HttpStatusCode.OK)]
    [InlineData("gateway.localhost", HttpStatusCode.OK)]
    [InlineData("127.0.0.1:1", HttpStatusCode.OK)]
    [InlineData("[::1]:1", HttpStatusCode.OK)]
    [InlineData("10.0.0.7", HttpStatusCode.OK)]
    [InlineData("evil.example", HttpStatusCode.MisdirectedRequest)]
    [InlineData("localhost.evil.example:9464", HttpStatusCode.MisdirectedRequest)]
    [InlineData("127.0.0.1.evil.example", HttpStatusCode.MisdirectedRequest)]
    public async Task On_loopback_only_names_that_nobody_else_can_own_are_answered(string host, HttpStatusCode status)
    {
        using HttpClient admin = await _life.AdminAsync();
        foreach (string path in (string[])["/", "/healthz", "/metrics", "/rooms"])
        {
            using HttpRequestMessage request = new(HttpMethod.Get, path);
            request.Headers.Host = host;
            using HttpResponseMessage answer = await admin.SendAsync(request, Stopping);
            Assert.Equal(status, answer.StatusCode);
        }
    }

    private static Task WriteAsync(Stream body, string json) => body.WriteAsync(Encoding.UTF8.GetBytes(json), Stopping).AsTask();
}
