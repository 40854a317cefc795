using Millrace.Hosting;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host;

/// <summary>The gateway as <c>serve</c> runs it, seen through its admin endpoint. Alone, because meters belong to the process.</summary>
[Collection(nameof(MetricsTests)), CollectionDefinition(nameof(MetricsTests), DisableParallelization = true)]
public sealed class MetricsTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact(Timeout = 120_000)]
    public async Task What_happened_to_clients_is_shown_to_prometheus()
    {
        await using ServedGateway gateway = await ServedGateway.StartAsync();
        using RawClient echoing = await RawClient.OpenAsync(gateway.Port);
        await echoing.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "hello"u8));
        await echoing.ReadFrameAsync();
        using (RawClient wrong = await RawClient.OpenAsync(gateway.Port))
        {
            await wrong.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "hi"u8, masked: false));
            await wrong.ReadCloseCodeAsync();
        }

        using (RawClient lost = await RawClient.ConnectNewAsync(gateway.Port))
        {
            await lost.SendAsync(RawClient.Upgrade("/elsewhere"));
            await lost.ReadHeadAsync();
        }

        while (await gateway.Admin.GetStringAsync("/readyz", Stopping) != "connections 1 of 100000\n")
        {
        }

        string[] lines = (await gateway.Admin.GetStringAsync("/metrics", Stopping)).Split('\n');

        Assert.Equal(
            """
            gateway_accept_pauses_total{shard="0"} 0
            gateway_connections{shard="0"} 1
            gateway_connections_closed_total{kind="aborted"} 0
            gateway_connections_closed_total{kind="by_peer"} 0
            gateway_connections_closed_total{kind="by_us"} 0
            gateway_connections_closed_total{kind="close_timeout"} 0
            gateway_connections_closed_total{kind="keep_alive_timeout"} 0
            gateway_connections_closed_total{kind="protocol_violation"} 1
            gateway_connections_closed_total{kind="slow_consumer"} 0
            gateway_connections_closed_total{kind="transport_failed"} 0
            gateway_connections_closed_total{kind="vanished"} 0
            gateway_connections_held 1
            gateway_connections_limit 100000
            gateway_connections_opened_total{shard="0"} 2
            gateway_connections_refused_total{reason="address"} 0
            gateway_connections_refused_total{reason="backend_timeout"} 0
            gateway_connections_refused_total{reason="bad_answer"} 0
            gateway_connections_refused_total{reason="busy"} 0
            gateway_connections_refused_total{reason="draining"} 0
            gateway_connections_refused_total{reason="duplicate"} 0
            gateway_connections_refused_total{reason="flood"} 0
            gateway_connections_refused_total{reason="full"} 0
            gateway_connections_refused_total{reason="gone"} 0
            gateway_connections_refused_total{reason="handshake"} 0
            gateway_connections_refused_total{reason="host"} 0
            gateway_connections_refused_total{reason="no_backend"} 0
            gateway_connections_refused_total{reason="origin"} 0
            gateway_connections_refused_total{reason="path"} 1
            gateway_connections_refused_total{reason="rejected"} 0
            gateway_connections_refused_total{reason="timeout"} 0
            gateway_connections_refused_total{reason="tls"} 0
            gateway_messages_total{direction="in",shard="0"} 1
            gateway_messages_total{direction="out",shard="0"} 1
            gateway_payload_bytes_total{direction="in",shard="0"} 5
            gateway_payload_bytes_total{direction="out",shard="0"} 5
            gateway_protocol_violations_total{code="1002"} 1
            gateway_slow_consumers_dropped_total{shard="0"} 0
            gateway_slow_consumers_evicted_total 0
            """,
            string.Join('\n', lines.Where(line => line.StartsWith("gateway_", StringComparison.Ordinal))));
    }

    [Fact(Timeout = 120_000)]
    public async Task As_served_it_is_ready_until_it_drains_and_tells_clients_why_they_leave()
    {
        await using ServedGateway gateway = await ServedGateway.StartAsync();
        using RawClient client = await RawClient.OpenAsync(gateway.Port);

        Assert.Equal("connections 1 of 100000\n", await gateway.Admin.GetStringAsync("/readyz", Stopping));
        gateway.Stop.Request(StopReason.Terminate);
        Assert.Equal((int)WebSocketCloseCode.GoingAway, await client.ReadCloseCodeAsync());
        using HttpResponseMessage draining = await gateway.Admin.GetAsync("/readyz", Stopping);
        Assert.Equal(System.Net.HttpStatusCode.ServiceUnavailable, draining.StatusCode);
        client.Dispose();
        Assert.Equal(ServerEnd.Drained, await gateway.Life);
    }
}
