using System.Net.Sockets;
using Xunit;

namespace Millrace.Faults.Tests.Proxies;

/// <summary>Requests and answers after Toxiproxy 2.9's README and the sources of its server and clients, byte by byte.</summary>
public class ProxyApiTests
{
    private const string Echo = """{"name":"echo","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","seed":9007199254740993}"""; // 2^53 + 1, which no double holds

    [Fact]
    public async Task Version_is_answered_as_Toxiproxy_does()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        Assert.Equal((200, "{\"version\": \"2.9.0\"}\n"), await rig.AskAsync("GET", "/version"));
    }

    [Fact]
    public async Task A_proxy_is_created_shown_listed_and_deleted()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        (int status, string made) = await rig.AskAsync("POST", "/proxies", Echo);
        Assert.Equal(201, status);
        string listen = System.Text.Json.JsonDocument.Parse(made).RootElement.GetProperty("listen").GetString()!;
        Assert.NotEqual("127.0.0.1:0", listen);
        string whole = $$"""{"name":"echo","listen":"{{listen}}","upstream":"127.0.0.1:9","enabled":true,"toxics":[],"seed":9007199254740993}""";
        Assert.Equal(whole, made);
        Assert.Equal((200, whole), await rig.AskAsync("GET", "/proxies/echo"));
        Assert.Equal((200, $$"""{"echo":{{whole}}}"""), await rig.AskAsync("GET", "/proxies"));
        Assert.Equal((409, "{\"error\":\"proxy already exists\",\"status\":409}\n"), await rig.AskAsync("POST", "/proxies", Echo));
        Assert.Equal((204, ""), await rig.AskAsync("DELETE", "/proxies/echo"));
        Assert.Equal((404, "{\"error\":\"proxy not found\",\"status\":404}\n"), await rig.AskAsync("GET", "/proxies/echo"));
        Assert.Equal((200, "{}"), await rig.AskAsync("GET", "/proxies"));
    }

    [Fact]
    public async Task A_toxic_has_the_defaults_and_the_form_of_Toxiproxys()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        await rig.AskAsync("POST", "/proxies", Echo);
        const string Latency = """{"attributes":{"latency":1000,"jitter":0},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":1}""";
        const string Slow = """{"attributes":{"rate":5},"name":"slow","type":"bandwidth","stream":"upstream","toxicity":0.7}""";
        Assert.Equal((200, Latency), await rig.AskAsync("POST", "/proxies/echo/toxics", """{"type":"latency","attributes":{"latency":1000}}"""));
        Assert.Equal((200, Slow), await rig.AskAsync("POST", "/proxies/echo/toxics", """{"name":"slow","type":"bandwidth","stream":"upstream","toxicity":0.7,"attributes":{"rate":5}}"""));
        Assert.Equal((200, $"[{Slow},{Latency}]"), await rig.AskAsync("GET", "/proxies/echo/toxics"));
        Assert.Equal((200, Slow), await rig.AskAsync("GET", "/proxies/echo/toxics/slow"));
        Assert.Equal((409, "{\"error\":\"toxic already exists\",\"status\":409}\n"), await rig.AskAsync("POST", "/proxies/echo/toxics", """{"name":"slow","type":"latency"}"""));
        Assert.Equal((204, ""), await rig.AskAsync("DELETE", "/proxies/echo/toxics/slow"));
        Assert.Equal((404, "{\"error\":\"toxic not found\",\"status\":404}\n"), await rig.AskAsync("GET", "/proxies/echo/toxics/slow"));
        Assert.Equal((404, "{\"error\":\"toxic not found\",\"status\":404}\n"), await rig.AskAsync("DELETE", "/proxies/echo/toxics/slow"));
    }

    [Theory]
    [InlineData("POST")]
    [InlineData("PATCH")]
    public async Task An_update_changes_what_it_names_and_leaves_the_rest(string method)
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        await rig.AskAsync("POST", "/proxies", Echo);
        await rig.AskAsync("POST", "/proxies/echo/toxics", """{"type":"latency","attributes":{"latency":1000,"jitter":5}}""");
        Assert.Equal(
            (200, """{"attributes":{"latency":1000,"jitter":9},"name":"latency_downstream","type":"latency","stream":"downstream","toxicity":0.5}"""),
            await rig.AskAsync(method, "/proxies/echo/toxics/latency_downstream", """{"toxicity":0.5,"attributes":{"jitter":9}}"""));
        (int status, string off) = await rig.AskAsync(method, "/proxies/echo", """{"enabled":false}""");
        Assert.Equal(200, status);
        Assert.Contains("\"enabled\":false,\"toxics\":[{", off, StringComparison.Ordinal);
        (_, string on) = await rig.AskAsync(method, "/proxies/echo", """{"enabled":true}""");
        Assert.Equal(off.Replace("\"enabled\":false", "\"enabled\":true", StringComparison.Ordinal), on);
    }

    [Fact]
    public async Task A_proxy_that_is_off_refuses_connections_and_reset_brings_all_back()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", new PathFault("hole", "timeout", "both", 1, new Dictionary<string, double>())));
        await rig.AskAsync("POST", "/proxies/echo", """{"enabled":false}""");
        await Assert.ThrowsAsync<SocketException>(() => rig.ConnectAsync("echo"));
        Assert.Equal((204, ""), await rig.AskAsync("POST", "/reset"));
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
        Assert.Equal((200, "[]"), await rig.AskAsync("GET", "/proxies/echo/toxics"));
    }

    [Fact]
    public async Task Populate_creates_keeps_and_replaces()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        (int status, string first) = await rig.AskAsync("POST", "/populate", $"[{Echo},{Echo.Replace("echo", "other", StringComparison.Ordinal)}]");
        Assert.Equal(201, status);
        Assert.StartsWith("{\"proxies\":[{\"name\":\"echo\",", first, StringComparison.Ordinal);
        string listen = System.Text.Json.JsonDocument.Parse(first).RootElement.GetProperty("proxies")[0].GetProperty("listen").GetString()!;
        await rig.AskAsync("POST", "/proxies/echo/toxics", """{"type":"latency","attributes":{"latency":1}}""");
        (_, string kept) = await rig.AskAsync("POST", "/populate", $$"""[{"name":"echo","listen":"{{listen}}","upstream":"127.0.0.1:9"}]""");
        Assert.Contains("latency_downstream", kept, StringComparison.Ordinal);
        (_, string replaced) = await rig.AskAsync("POST", "/populate", $$"""[{"name":"echo","listen":"{{listen}}","upstream":"127.0.0.1:10"}]""");
        Assert.DoesNotContain("latency_downstream", replaced, StringComparison.Ordinal);
        Assert.Contains("127.0.0.1:10", replaced, StringComparison.Ordinal);
        Assert.Equal(
            (400, """{"error":"missing required field: name at proxy 2","status":400,"proxies":[]}"""),
            await rig.AskAsync("POST", "/populate", """[{"name":"x","upstream":"127.0.0.1:9"},{}]"""));
    }

    [Theory]
    [InlineData("""{"name":"echo","upstream":"nowhere"}""", 400, "has no port")]
    [InlineData("""{"name":"echo","upstream":"127.0.0.1:9","toxics":[{"type":"nonsense"}]}""", 400, "invalid toxic type")]
    [InlineData("""{"name":"echo","upstream":"127.0.0.1:9","listen":"TAKEN"}""", 409, "TAKEN")]
    [InlineData("""{"name":"echo","upstream":"127.0.0.1:9"},{"name":"next","upstream":"nowhere"}""", 400, "has no port")]
    public async Task A_populate_that_cannot_be_done_leaves_the_proxy_and_its_connections(string wanted, int status, string says)
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", new PathFault("slow", "latency", "both", 1, new Dictionary<string, double>())));
        using Socket client = await rig.ConnectAsync("echo");
        (_, string before) = await rig.AskAsync("GET", "/proxies");
        (int answered, string answer) = await rig.AskAsync("POST", "/populate", $"[{wanted.Replace("TAKEN", upstream.Address, StringComparison.Ordinal)}]");
        Assert.Equal(status, answered);
        Assert.Contains(says.Replace("TAKEN", upstream.Address, StringComparison.Ordinal), answer, StringComparison.Ordinal);
        Assert.Equal((200, before), await rig.AskAsync("GET", "/proxies"));
        await client.SendAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_proxy_whose_replacement_cannot_have_its_port_is_opened_again_with_its_toxics()
    {
        // Of another address and the same port, so that the old one has to go first.
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("echo", new PathFault("slow", "latency", "both", 1, new Dictionary<string, double>())));
        (_, string before) = await rig.AskAsync("GET", "/proxies");
        int port = rig.At("echo").Port;
        (int status, string answer) = await rig.AskAsync("POST", "/populate", $$"""[{"name":"echo","listen":"192.0.2.1:{{port}}","upstream":"{{upstream.Address}}"}]"""); // TEST-NET-1: of no machine
        Assert.Equal(500, status);
        Assert.Contains("192.0.2.1", answer, StringComparison.Ordinal);
        Assert.Equal((200, before), await rig.AskAsync("GET", "/proxies"));
        using Socket client = await rig.ConnectAsync("echo");
        await client.SendAsync(new byte[] { 7 }, TestContext.Current.CancellationToken);
        Assert.Equal(1, await client.ReceiveAsync(new byte[1], TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task A_proxy_is_created_with_its_toxics_in_one()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync();
        (int status, string made) = await rig.AskAsync(
            "POST", "/proxies", $$"""{"name":"echo","listen":"127.0.0.1:0","upstream":"{{upstream.Address}}","seed":5,"toxics":[{"type":"limit_data","attributes":{"bytes":0} } ] }""");
        Assert.Equal(201, status);
        Assert.Contains("limit_data_downstream", made, StringComparison.Ordinal);
        (status, string refused) = await rig.AskAsync("POST", "/proxies", """{"name":"bad","listen":"127.0.0.1:0","upstream":"127.0.0.1:9","toxics":[{"type":"nonsense"}]}""");
        Assert.Equal((400, "{\"error\":\"invalid toxic type\",\"status\":400}\n"), (status, refused));
        Assert.Equal(404, (await rig.AskAsync("GET", "/proxies/bad")).Status);
    }

    [Theory]
    [InlineData("POST", "/proxies", "", 400, "bad request body")]
    [InlineData("POST", "/proxies", "not json", 400, "bad request body")]
    [InlineData("POST", "/proxies", "[]", 400, "bad request body")]
    [InlineData("POST", "/proxies", "{\"name\":5}", 400, "name is a string")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"127.0.0.1:9\",\"seed\":9223372036854775808}", 400, "seed is a whole number of 64 bits")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"127.0.0.1:9\",\"seed\":1.5}", 400, "seed is a whole number of 64 bits, and this is another")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"127.0.0.1:9\",\"seed\":\"1\"}", 400, "seed is a whole number of 64 bits, and this is a string")]
    [InlineData("POST", "/proxies", "{}", 400, "missing required field: name")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\"}", 400, "missing required field: upstream")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"nowhere\"}", 400, "has no port")]
    [InlineData("POST", "/proxies", "{\"name\":\"x\",\"upstream\":\"h:99999\"}", 400, "is no port")]
    [InlineData("POST", "/proxies", "{\"name\":\"a/b\",\"upstream\":\"127.0.0.1:9\"}", 400, "proxy's name")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"loss\"}", 400, "works on UDP")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"stream\":\"sideways\"}", 400, "stream was invalid, can be either upstream or downstream")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"toxicity\":2}", 400, "toxicity is 2")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":{\"latancy\":2}}", 400, "no attribute 'latancy'; it has latency, jitter")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":-1}}", 400, "latency is -1")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":{\"latency\":\"1\"}}", 400, "attribute latency is a number")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"latency\",\"attributes\":7}", 400, "attributes is an object")]
    [InlineData("POST", "/proxies/echo/toxics", "{\"type\":\"slicer\",\"attributes\":{\"average_size\":5,\"size_variation\":5}}", 400, "must be less than the average size")]
    [InlineData("POST", "/proxies/none/toxics", "{\"type\":\"latency\"}", 404, "proxy not found")]
    [InlineData("PATCH", "/proxies/echo/toxics/none", "{}", 404, "toxic not found")]
    [InlineData("PATCH", "/proxies/echo", "{\"upstream\":\"udp://127.0.0.1:9\"}", 400, "cannot become one for UDP")]
    [InlineData("PUT", "/proxies/echo", "{}", 405, "PUT is not allowed here")]
    [InlineData("GET", "/reset", null, 405, "POST is")]
    [InlineData("GET", "/nonsense", null, 404, "there is no such path")]
    [InlineData("GET", "/proxies/%2e%2e%2fetc", null, 404, "proxy not found")]
    public async Task Nonsense_is_answered_with_what_is_wrong(string method, string path, string? body, int status, string says)
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        await rig.AskAsync("POST", "/proxies", Echo);
        (int answered, string answer) = await rig.AskAsync(method, path, body);
        Assert.Equal(status, answered);
        using System.Text.Json.JsonDocument json = System.Text.Json.JsonDocument.Parse(answer);
        Assert.Contains(says, json.RootElement.GetProperty("error").GetString(), StringComparison.Ordinal);
        Assert.Equal(status, json.RootElement.GetProperty("status").GetInt32());
    }

    [Fact]
    public async Task Garbage_of_many_forms_never_ends_it()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        await rig.AskAsync("POST", "/proxies", Echo);
        Random random = new(7);
        string[] seeds = [Echo, """{"type":"latency","attributes":{"latency":1000}}""", $"[{Echo}]", """{"enabled":false,"toxics":[{"type":"slicer"}]}"""];
        string[] paths = ["/proxies", "/populate", "/proxies/echo", "/proxies/echo/toxics", "/proxies/echo/toxics/latency_downstream"];
        for (int i = 0; i < 300; i++)
        {
            char[] body = seeds[random.Next(seeds.Length)].ToCharArray();
            for (int changes = random.Next(4); changes >= 0; changes--) { body[random.Next(body.Length)] = (char)random.Next(32, 127); }
            (int status, _) = await rig.AskAsync("POST", paths[random.Next(paths.Length)], new string(body, 0, random.Next(body.Length + 1)));
            Assert.True(status is >= 200 and < 500 or 500, $"{status}");
        }

        Assert.Equal(200, (await rig.AskAsync("GET", "/version")).Status);
    }

    [Fact]
    public async Task A_body_without_measure_is_refused()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        Assert.Equal((413, "{\"error\":\"the request\\u0027s body is too long\",\"status\":413}\n"), await rig.AskAsync("POST", "/proxies", new string(' ', 2 << 20)));
    }

    [Fact]
    public async Task Browsers_and_strange_names_are_turned_away()
    {
        await using ProxyRig rig = await ProxyRig.StartAsync();
        Assert.Equal(403, (await rig.AskAsync("GET", "/proxies", null, "Mozilla/5.0 (X11)")).Status);
        rig.Http.DefaultRequestHeaders.Host = "rebound.example";
        Assert.Equal(421, (await rig.AskAsync("GET", "/proxies")).Status);
    }

    [Fact]
    public async Task A_port_that_is_taken_is_a_conflict_and_leaves_no_proxy()
    {
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync();
        (int status, string answer) = await rig.AskAsync("POST", "/proxies", $$"""{"name":"taken","listen":"{{upstream.Address}}","upstream":"127.0.0.1:9"}""");
        Assert.Equal(409, status);
        Assert.Contains(upstream.Address, answer, StringComparison.Ordinal);
        Assert.Equal(404, (await rig.AskAsync("GET", "/proxies/taken")).Status);
    }

    [Fact]
    public async Task Metrics_count_bytes_under_Toxiproxys_names()
    {
        // A name of its own: the proxies of other tests in this process are counted by the same meter.
        using EchoUpstream upstream = new();
        await using ProxyRig rig = await ProxyRig.StartAsync(upstream.Proxy("metered"));
        using Socket client = await rig.ConnectAsync("metered");
        await client.SendAsync(new byte[12], TestContext.Current.CancellationToken);
        for (int got = 0; got < 12;) { got += await client.ReceiveAsync(new byte[12], TestContext.Current.CancellationToken); }
        (int status, string text) = await rig.AskAsync("GET", "/metrics");
        Assert.Equal(200, status);
        string labels = $$"""{direction="upstream",listener="{{rig.At("metered")}}",proxy="metered",upstream="{{upstream.Address}}"}""";
        Assert.Contains($"toxiproxy_proxy_received_bytes_total{labels} 12\n", text, StringComparison.Ordinal);
        Assert.Contains($"toxiproxy_proxy_sent_bytes_total{labels} 12\n", text, StringComparison.Ordinal);
        Assert.Contains("millrace_proxy_connections_open{proxy=\"metered\"} 1\n", text, StringComparison.Ordinal);
    }
}
