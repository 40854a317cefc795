using System.Text;
using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Metrics;
using Millrace.Gateway.Host.Sessions;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Sessions;

/// <summary>A gateway whose switchboard is the test.</summary>
internal sealed class RoutedGateway : IAsyncDisposable
{
    private RoutedGateway(GatewayInTest gateway, SwitchboardInTest switchboard) => (Gateway, Switchboard) = (gateway, switchboard);

    public GatewayInTest Gateway { get; }

    public SwitchboardInTest Switchboard { get; }

    public static async Task<RoutedGateway> StartAsync(
        ShardKind kind, int shards, Func<DeliveryOptions, DeliveryOptions>? delivery = null, Func<GatewayOptions, GatewayOptions>? options = null)
    {
        SwitchboardInTest switchboard = new();
        DeliveryOptions how = (delivery ?? (same => same))(new DeliveryOptions());
        RoutedSessions sessions = new(how, switchboard.Connect);
        GatewayInTest gateway = await GatewayInTest.StartAsync(kind, sessions, start => (options ?? (same => same))(start with
        {
            Shards = shards,
            SlowConsumers = how.SlowConsumers,
            MaxMessageBytes = Math.Min(start.MaxMessageBytes, how.MaxQueueBytes - 14),
            MaxSendQueueBytes = how.MaxQueueBytes,
            MaxSendQueueMessages = how.MaxQueueMessages,
        }));
        return new RoutedGateway(gateway, switchboard);
    }

    /// <summary>Does something in one turn of the first shard, as a backend's lines would.</summary>
    public Task DoAsync(Action<SwitchboardInTest> act) => Gateway.Server.Shards[0].Shard.RunAsync(() =>
    {
        act(Switchboard);
        return default;
    });

    public long Sum(Func<GatewayCounters, long> counter) => Gateway.Sum(counter);

    public Task UntilAsync(Func<bool> condition) => Gateway.UntilAsync(condition);

    /// <summary>Completes when the switchboard has been told so many lines that begin like this.</summary>
    public Task UntilToldAsync(string start, int count = 1) => UntilAsync(() => Switchboard.Count(start) >= count);

    /// <summary>A client that has been let in; its id is the last part of its path.</summary>
    public async Task<RawClient> OpenAsync(string id, int? receiveBuffer = null)
    {
        RawClient client = await BeginAsync(id, receiveBuffer);
        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await UntilToldAsync($"opened {id}");
        return client;
    }

    /// <summary>A client that has asked and has not read its answer.</summary>
    public async Task<RawClient> BeginAsync(string id, int? receiveBuffer = null)
    {
        RawClient client = await RawClient.ConnectNewAsync(Gateway.Port, receiveBuffer);
        await client.SendAsync(RawClient.Upgrade($"/ws/{id}"));
        return client;
    }

    public async Task<RawClient[]> OpenManyAsync(int count)
    {
        RawClient[] clients = new RawClient[count];
        for (int i = 0; i < count; i++)
        {
            clients[i] = await OpenAsync($"c{i}");
        }

        return clients;
    }

    public static async Task<string> ReadTextAsync(RawClient client)
    {
        (byte first, byte[] payload) = await client.ReadFrameAsync();
        Assert.Equal(RawClient.Fin | RawClient.Text, first);
        return Encoding.UTF8.GetString(payload);
    }

    public ValueTask DisposeAsync() => Gateway.DisposeAsync();
}
