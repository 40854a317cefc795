using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Host;
using Millrace.Hosting;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Host;

/// <summary>A broker of ours on a free port, and ways to it.</summary>
internal sealed class BrokerInTest : IAsyncDisposable
{
    private readonly List<IConnection> _connections = [];

    private BrokerInTest(AmqpBroker broker, Uri address) => (Broker, Address) = (broker, address);

    public AmqpBroker Broker { get; }

    public Uri Address { get; }

    public static async Task<BrokerInTest> StartAsync(BrokerOptions? options = null)
    {
        options ??= new BrokerOptions { IsAnonymous = true };
        AmqpBroker broker = AmqpBroker.Create(options with { Port = 0 }, NullLoggerFactory.Instance);
        ServerAddresses addresses = await broker.StartAsync(CancellationToken.None);
        return new BrokerInTest(broker, new Uri(addresses.Entries[0].Value));
    }

    public ConnectionFactory Factory() => new()
    {
        HostName = Address.Host,
        Port = Address.Port,
        UserName = "guest",
        Password = "guest",
        AutomaticRecoveryEnabled = false,
        TopologyRecoveryEnabled = false,
    };

    public async Task<IConnection> ConnectAsync()
    {
        IConnection connection = await Factory().CreateConnectionAsync(TestContext.Current.CancellationToken);
        _connections.Add(connection);
        return connection;
    }

    public async Task<IChannel> OpenChannelAsync(CreateChannelOptions? options = null) =>
        await (await ConnectAsync()).CreateChannelAsync(options, TestContext.Current.CancellationToken);

    public async ValueTask DisposeAsync()
    {
        foreach (IConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        await Broker.DisposeAsync();
    }
}
