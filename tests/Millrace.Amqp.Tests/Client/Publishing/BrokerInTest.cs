using System.Net.Sockets;
using System.Text;
using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Client.Channels;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Publishing;

/// <summary>Sessions on a real RabbitMQ that a test begins and ends, and a channel beside them to prepare and to look.</summary>
internal sealed class BrokerInTest : IAsyncDisposable
{
    private readonly RabbitNode _node;
    private readonly List<IConnection> _connections = [];
    private IChannel _side = null!;

    private BrokerInTest(RabbitNode node) => _node = node;

    public ScriptedLink Link { get; } = new();

    public SharedStream Stream { get; private set; } = null!;

    public IChannel Side => _side;

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public static async Task<BrokerInTest> ConnectAsync(SharedRabbit rabbit)
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        var broker = new BrokerInTest(await rabbit.GetAsync());
        IConnection side = await new ConnectionFactory { Uri = broker._node.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(Stop);
        broker._connections.Add(side);
        broker._side = await side.CreateChannelAsync(cancellationToken: Stop);
        await broker.BeginAsync();
        return broker;
    }

    /// <summary>A new session. A lost connection ends its session by itself, as a link would.</summary>
    public async Task<AmqpSession> BeginAsync()
    {
        SharedStream.Tcp? tcp = null;
        var factory = new ConnectionFactory
        {
            Uri = _node.Uri,
            AutomaticRecoveryEnabled = false,
            SocketFactory = family => tcp = new SharedStream.Tcp(family is AddressFamily.Unspecified ? AddressFamily.InterNetwork : family),
        };
        IConnection connection = await factory.CreateConnectionAsync(Stop);
        _connections.Add(connection);
        Stream = tcp!.Stream;
        AmqpSession session = await Link.BeginAsync(connection, Stream);
        connection.ConnectionShutdownAsync += (_, reason) =>
        {
            if (ReferenceEquals(Link.Current, session))
            {
                Link.Lose(new AmqpConnectionLostException(reason.ReplyText));
            }

            return Task.CompletedTask;
        };
        return session;
    }

    public async Task<string> QueueAsync(IDictionary<string, object?>? arguments = null) =>
        (await _side.QueueDeclareAsync($"test-{Guid.NewGuid():n}", durable: false, exclusive: false, autoDelete: false, arguments, cancellationToken: Stop)).QueueName;

    /// <summary>Everything in a queue, as text, oldest first, once so many are there.</summary>
    public async Task<List<string>> DrainAsync(string queue, int count)
    {
        List<string> texts = [];
        long start = TimeProvider.System.GetTimestamp();
        while (texts.Count < count && TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(60))
        {
            if (await _side.BasicGetAsync(queue, autoAck: true, Stop) is { } got)
            {
                texts.Add(Encoding.UTF8.GetString(got.Body.Span));
            }
        }

        return texts;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IConnection connection in _connections)
        {
            try
            {
                await connection.DisposeAsync();
            }
            catch (Exception exception) when (exception is IOException or ObjectDisposedException or RabbitMQ.Client.Exceptions.RabbitMQClientException)
            {
                // The test has broken it.
            }
        }
    }
}
