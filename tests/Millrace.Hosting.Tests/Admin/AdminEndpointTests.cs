using System.Net;
using System.Text.Json;

namespace Millrace.Hosting.Tests.Admin;

public sealed class AdminEndpointTests : IAsyncDisposable
{
    private readonly ScriptedServer _server = new();

    public ValueTask DisposeAsync() => _server.DisposeAsync();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_port_named_in_the_ready_line_answers_even_to_a_request_that_comes_before_the_web_stack_is_up()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();

        Assert.Equal("ok\n", await admin.GetStringAsync("/healthz", Stopping));
        await EndAsync(life);
    }

    [Fact]
    public async Task The_admin_port_is_not_bound_before_the_server_accepts()
    {
        int port = FreePort();
        bool boundDuringStart = false;
        _server.OnStart = () =>
        {
            boundDuringStart = Accepts(port);
            return new ServerAddresses(("tcp", "tcp://127.0.0.1:1"));
        };
        using LifeInTest life = new(
            _server, LifeInTest.JsonOnAnyPort with { Admin = new() { EndPoint = new IPEndPoint(IPAddress.Loopback, port) } });
        await life.ReadyLine;

        Assert.False(boundDuringStart);
        Assert.True(Accepts(port));
        await EndAsync(life);
    }

    [Fact]
    public async Task While_draining_it_is_live_but_not_ready()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();
        using HttpResponseMessage before = await admin.GetAsync("/readyz", Stopping);
        life.Stop.Request(StopReason.Terminate);
        await _server.Draining;
        using HttpResponseMessage ready = await admin.GetAsync("/readyz", Stopping);
        using HttpResponseMessage live = await admin.GetAsync("/healthz", Stopping);

        Assert.Equal(HttpStatusCode.OK, before.StatusCode);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, ready.StatusCode);
        Assert.Equal("draining\n", await ready.Content.ReadAsStringAsync(Stopping));
        Assert.Equal(HttpStatusCode.OK, live.StatusCode);
        _server.EndDrain(everyoneLeft: true); // A second request to stop would race with this, and force the end.
        Assert.Equal(ServerEnd.Drained, await life.Run);
    }

    [Theory]
    [InlineData(true, false, HttpStatusCode.OK, HttpStatusCode.ServiceUnavailable)]
    [InlineData(false, true, HttpStatusCode.ServiceUnavailable, HttpStatusCode.OK)]
    public async Task The_servers_own_word_decides_over_health(bool live, bool ready, HttpStatusCode healthz, HttpStatusCode readyz)
    {
        _server.Health = new ServerHealth(live, ready, "connections 5 of 5");
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();
        using HttpResponseMessage health = await admin.GetAsync("/healthz", Stopping);
        using HttpResponseMessage readiness = await admin.GetAsync("/readyz", Stopping);

        Assert.Equal(healthz, health.StatusCode);
        Assert.Equal(readyz, readiness.StatusCode);
        Assert.Equal("connections 5 of 5\n", await readiness.Content.ReadAsStringAsync(Stopping));
        await EndAsync(life);
    }

    [Fact]
    public async Task The_index_lists_what_is_there()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();
        using JsonDocument index = JsonDocument.Parse(await admin.GetStringAsync("/", Stopping));

        Assert.Equal("scripted", index.RootElement.GetProperty("system").GetString());
        Assert.Equal("ready", index.RootElement.GetProperty("state").GetString());
        Assert.Equal(
            ["/healthz", "/readyz", "/metrics"],
            index.RootElement.GetProperty("endpoints").EnumerateObject().Select(endpoint => endpoint.Name));
        await EndAsync(life);
    }

    [Fact]
    public async Task Metrics_are_prometheus_text_and_show_the_runtime()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();
        using HttpResponseMessage metrics = await admin.GetAsync("/metrics", Stopping);
        string text = await metrics.Content.ReadAsStringAsync(Stopping);

        Assert.Equal("text/plain; version=0.0.4; charset=utf-8", metrics.Content.Headers.ContentType!.ToString());
        Assert.Contains("# TYPE dotnet_gc_collections_total counter\n", text, StringComparison.Ordinal);
        Assert.Contains("dotnet_gc_collections_total{gc_heap_generation=\"gen0\"} ", text, StringComparison.Ordinal);
        await EndAsync(life);
    }

    [Fact]
    public async Task An_unknown_path_is_404()
    {
        using LifeInTest life = new(_server, LifeInTest.JsonOnAnyPort);
        using HttpClient admin = await life.AdminAsync();
        using HttpResponseMessage answer = await admin.GetAsync("/secrets", Stopping);

        Assert.Equal(HttpStatusCode.NotFound, answer.StatusCode);
        await EndAsync(life);
    }

    private static int FreePort()
    {
        using System.Net.Sockets.TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private static bool Accepts(int port)
    {
        try
        {
            using System.Net.Sockets.TcpClient client = new("127.0.0.1", port);
            return true;
        }
        catch (System.Net.Sockets.SocketException)
        {
            return false;
        }
    }

    private async Task EndAsync(LifeInTest life)
    {
        life.Stop.Request(StopReason.Terminate);
        _server.EndDrain(everyoneLeft: true);
        Assert.Equal(ServerEnd.Drained, await life.Run);
    }
}
