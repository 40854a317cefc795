using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Host;
using Millrace.Hosting;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Conformance;

/// <summary>One of the brokers, and RabbitMQ.Client's plain ways to it. What a test declares is exclusive or has a name of its own: the real broker is shared.</summary>
internal sealed class Side : IAsyncDisposable
{
    private static int s_names;
    private readonly AmqpBroker? _ours;
    private readonly List<IConnection> _connections = [];

    private Side(Uri uri, AmqpBroker? ours) => (Uri, _ours) = (uri, ours);

    public static CancellationToken Stop => TestContext.Current.CancellationToken;

    public Uri Uri { get; }

    public static async Task<Side> OpenAsync(string broker, SharedRabbit rabbit)
    {
        if (broker == BothBrokers.RabbitMq)
        {
            Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
            return new Side((await rabbit.GetAsync()).Uri, null);
        }

        var options = new BrokerOptions { Port = 0, Users = [new BrokerUser("millrace", "secret")] };
        AmqpBroker ours = AmqpBroker.Create(options, NullLoggerFactory.Instance);
        ServerAddresses addresses = await ours.StartAsync(CancellationToken.None);
        return new Side(new UriBuilder(new Uri(addresses.Entries[0].Value)) { UserName = "millrace", Password = "secret" }.Uri, ours);
    }

    /// <summary>A name that no other test has.</summary>
    public static string Name(string what) => $"conformance-{Environment.ProcessId}-{Interlocked.Increment(ref s_names)}-{what}";

    public static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    public ConnectionFactory Factory() => new() { Uri = Uri, AutomaticRecoveryEnabled = false, TopologyRecoveryEnabled = false };

    public async Task<IConnection> ConnectAsync()
    {
        IConnection connection = await Factory().CreateConnectionAsync(Stop);
        _connections.Add(connection);
        return connection;
    }

    public async Task<IChannel> ChannelAsync(bool isConfirming = false) =>
        await (await ConnectAsync()).CreateChannelAsync(new CreateChannelOptions(isConfirming, isConfirming), Stop);

    /// <summary>A queue of this channel's connection alone.</summary>
    public static async Task<string> QueueAsync(IChannel channel, Dictionary<string, object?>? arguments = null) =>
        (await channel.QueueDeclareAsync("", durable: false, exclusive: true, autoDelete: false, arguments, cancellationToken: Stop)).QueueName;

    /// <summary>The next message of a queue, once it is there.</summary>
    public static async Task<BasicGetResult> GetAsync(IChannel channel, string queue, bool autoAck = true)
    {
        BasicGetResult? got = null;
        long start = TimeProvider.System.GetTimestamp();
        while (got is null)
        {
            Assert.True(TimeProvider.System.GetElapsedTime(start) < TimeSpan.FromSeconds(30), $"no message came to {queue}");
            got = await channel.BasicGetAsync(queue, autoAck, Stop);
        }

        return got;
    }

    /// <summary>Everything that a queue holds now, as text.</summary>
    public static async Task<List<string>> DrainAsync(IChannel channel, string queue)
    {
        List<string> texts = [];
        while (await channel.BasicGetAsync(queue, autoAck: true, Stop) is { } got)
        {
            texts.Add(Encoding.UTF8.GetString(got.Body.Span));
        }

        return texts;
    }

    /// <summary>The operation must end its channel with this code for this method; the connection lives on.</summary>
    public static async Task<string> RefusedAsync(IChannel channel, IConnection connection, ushort code, int classId, int methodId, Func<Task> operation)
    {
        OperationInterruptedException refused = await Assert.ThrowsAnyAsync<OperationInterruptedException>(operation);
        ShutdownEventArgs reason = refused.ShutdownReason!;
        Assert.Equal((code, classId, methodId), (reason.ReplyCode, reason.ClassId, reason.MethodId));
        Assert.Equal(ShutdownInitiator.Peer, reason.Initiator);
        Assert.False(channel.IsOpen);
        Assert.True(connection.IsOpen);
        return reason.ReplyText;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (IConnection connection in _connections)
        {
            await connection.DisposeAsync();
        }

        if (_ours is not null)
        {
            await _ours.DisposeAsync();
        }
    }
}
