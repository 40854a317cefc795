using System.Net.WebSockets;
using Millrace.Gateway.Host.Admission;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

public sealed class RefusalTests
{
    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_path_outside_the_prefix_is_404(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);

        foreach (string path in (string[])["/", "/wsx", "/ws", "/other?/ws/"])
        {
            Assert.StartsWith("HTTP/1.1 404 ", await AnswerAsync(gateway, RawClient.Upgrade(path)), StringComparison.Ordinal);
        }

        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, RawClient.Upgrade("/ws/")), StringComparison.Ordinal);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Path]) == 4);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_path_is_decoded_before_it_is_looked_at_and_not_longer_than_a_room_may_be(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);

        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, RawClient.Upgrade("/%77s/a%20b")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 400 ", await AnswerAsync(gateway, RawClient.Upgrade("/ws/%zz")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, RawClient.Upgrade("/ws/" + new string('a', 252))), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 414 ", await AnswerAsync(gateway, RawClient.Upgrade("/ws/" + new string('a', 253))), StringComparison.Ordinal);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Path]) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task An_origin_that_is_not_listed_is_403(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(
            kind, options => options with { AllowedOrigins = ["https://good.example"] });

        Assert.StartsWith("HTTP/1.1 403 ", await AnswerAsync(gateway, WithOrigin("https://bad.example")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 403 ", await AnswerAsync(gateway, WithOrigin("http://good.example")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, WithOrigin("https://good.example")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, WithOrigin("http://localhost")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, RawClient.Upgrade()), StringComparison.Ordinal);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Origin]) == 2);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_stranger_whose_name_was_made_to_point_at_loopback_is_421(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(
            kind, options => options with { AllowedHosts = ["gateway.test"], AllowedOrigins = ["https://good.example", "http://10.0.0.1"] });

        Assert.StartsWith("HTTP/1.1 421 Misdirected Request\r\n", await AnswerAsync(gateway, Rebound("evil.example")), StringComparison.Ordinal);
        foreach (string host in (string[])["localhost", "app.localhost", "127.0.0.1", "[::1]", "gateway.test", "good.example"])
        {
            Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, Rebound($"{host}:{gateway.Port}")), StringComparison.Ordinal);
        }

        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Host]) == 1);

        static byte[] Rebound(string host) => RawClient.Upgrade(host: host, extra: $"Origin: http://{host}\r\n");
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_server_on_every_network_takes_any_name_until_one_is_listed(ShardKind kind)
    {
        await using GatewayInTest open = await GatewayInTest.StartAsync(kind, options => options with { Address = System.Net.IPAddress.Any });
        await using GatewayInTest listed = await GatewayInTest.StartAsync(
            kind, options => options with { Address = System.Net.IPAddress.Any, AllowedHosts = ["gateway.test"] });

        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(open, RawClient.Upgrade(host: "other.test")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 421 ", await AnswerAsync(listed, RawClient.Upgrade(host: "other.test")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(listed, RawClient.Upgrade(host: "gateway.test")), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_star_takes_pages_of_every_origin(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { AllowedOrigins = ["*"] });

        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, WithOrigin("https://bad.example")), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 101 ", await AnswerAsync(gateway, WithOrigin("null")), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_plain_get_is_426_and_names_the_protocol(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind);
        string answer = await AnswerAsync(gateway, "GET /ws/ HTTP/1.1\r\nHost: localhost\r\n\r\n"u8.ToArray());

        Assert.StartsWith("HTTP/1.1 426 ", answer, StringComparison.Ordinal);
        Assert.Contains("\r\nUpgrade: websocket\r\n", answer, StringComparison.OrdinalIgnoreCase);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Handshake]) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_full_server_answers_503_with_retry_after_and_takes_the_next_when_one_leaves(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxConnections = 1 });
        using (RawClient first = await RawClient.OpenAsync(gateway.Port))
        {
            string answer = await AnswerAsync(gateway, RawClient.Upgrade());
            Assert.StartsWith("HTTP/1.1 503 ", answer, StringComparison.Ordinal);
            Assert.Contains("\r\nRetry-After: ", answer, StringComparison.OrdinalIgnoreCase);
            Assert.False(gateway.Server.Health.IsReady);
            Assert.Equal("connections 1 of 1", gateway.Server.Health.Detail);
        }

        await gateway.UntilAsync(() => gateway.Server.Health.IsReady);
        using RawClient second = await RawClient.OpenAsync(gateway.Port);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Full]) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task One_address_gets_no_more_places_than_its_share(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxConnectionsPerAddress = 2 });
        using RawClient first = await RawClient.OpenAsync(gateway.Port);
        using (RawClient second = await RawClient.OpenAsync(gateway.Port))
        {
            Assert.StartsWith("HTTP/1.1 503 ", await AnswerAsync(gateway, RawClient.Upgrade()), StringComparison.Ordinal);
        }

        await gateway.UntilAsync(() => gateway.Server.Health.Detail.StartsWith("connections 1 ", StringComparison.Ordinal));
        using RawClient third = await RawClient.OpenAsync(gateway.Port);
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Address]) == 1);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task More_refusals_at_once_than_there_is_room_for_are_reset(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { MaxConnections = 1 });
        using RawClient holder = await RawClient.OpenAsync(gateway.Port);
        List<RawClient> silent = [];
        for (int i = 0; i < Seats.MaxRefusals; i++)
        {
            silent.Add(await RawClient.ConnectNewAsync(gateway.Port));
        }

        await gateway.UntilAsync(() => gateway.Server.Refusing == Seats.MaxRefusals);
        Assert.True(await RawClient.IsResetAsync(gateway.Port));
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Flood]) == 1);
        silent.ForEach(client => client.Dispose());
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Gone]) == Seats.MaxRefusals);
        Assert.StartsWith("HTTP/1.1 503 ", await AnswerAsync(gateway, RawClient.Upgrade()), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_browser_client_sees_the_refusal_as_a_failed_connect(ShardKind kind)
    {
        await using GatewayInTest gateway = await GatewayInTest.StartAsync(kind, options => options with { PathPrefix = "/other/" });
        using ClientWebSocket client = new();

        WebSocketException error = await Assert.ThrowsAsync<WebSocketException>(
            () => client.ConnectAsync(new Uri($"ws://127.0.0.1:{gateway.Port}/ws/"), TestContext.Current.CancellationToken));
        Assert.Contains("404", error.Message, StringComparison.Ordinal);
    }

    private static byte[] WithOrigin(string origin) => RawClient.Upgrade(extra: $"Origin: {origin}\r\n");

    private static async Task<string> AnswerAsync(GatewayInTest gateway, byte[] request)
    {
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Port);
        await client.SendAsync(request);
        return await client.ReadHeadAsync();
    }
}
