using System.Net.WebSockets;
using Microsoft.Extensions.Logging;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Listening;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Sessions;
using Millrace.Hosting.Logging;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host;

/// <summary>A gateway on a free port of loopback, inside the test's process.</summary>
internal sealed class GatewayInTest : IAsyncDisposable
{
    private readonly StringWriter _log = new();
    private readonly StderrLog _logs;

    private GatewayInTest(GatewayOptions options, ClientSessions sessions)
    {
        _logs = new StderrLog(TextWriter.Synchronized(_log), LogLevel.Debug);
        Server = new GatewayServer(options, sessions, _logs);
    }

    public GatewayServer Server { get; }

    public Uri Url { get; private set; } = null!;

    public int Port => Url.Port;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static Task<GatewayInTest> StartAsync(ShardKind kind, Func<GatewayOptions, GatewayOptions>? change = null) =>
        StartAsync(kind, new EchoSessions(), change);

    public static async Task<GatewayInTest> StartAsync(
        ShardKind kind, ClientSessions sessions, Func<GatewayOptions, GatewayOptions>? change = null)
    {
        GatewayOptions options = new() { Port = 0, Shards = 2, ShardKind = kind };
        GatewayInTest gateway = new(change is null ? options : change(options), sessions);
        gateway.Url = new Uri((await gateway.Server.StartAsync(Stopping)).Entries[0].Value);
        return gateway;
    }

    /// <summary>A counter's sum over all shards.</summary>
    public long Sum(Func<GatewayCounters, long> counter) => Server.Shards.Sum(shard => counter(shard.Counters));

    /// <summary>
    /// Completes once the condition holds and what every shard was just doing is done too, so that nothing is seen half done; the test's own timeout ends a vain wait.
    /// </summary>
    public async Task UntilAsync(Func<bool> condition)
    {
        Shard shard = Server.Shards[0].Shard;
        while (!condition())
        {
            await shard.RunAsync(() => shard.Delay(TimeSpan.FromMilliseconds(2), Stopping));
        }

        foreach (GatewayShard each in Server.Shards)
        {
            await each.Shard.RunAsync(static () => default);
        }
    }

    /// <summary>The runtime's own WebSocket client, as an implementation independent of ours.</summary>
    public async Task<ClientWebSocket> ConnectAsync(Action<ClientWebSocketOptions>? change = null)
    {
        ClientWebSocket client = new();
        change?.Invoke(client.Options);
        await client.ConnectAsync(new Uri(Url, "room"), Stopping);
        return client;
    }

    /// <summary>What was logged; the log is closed by asking.</summary>
    public string CloseLog()
    {
        _logs.Dispose();
        return _log.ToString();
    }

    public async ValueTask DisposeAsync()
    {
        await Server.DisposeAsync();
        _logs.Dispose();
        await _log.DisposeAsync();
    }
}
