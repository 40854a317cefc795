using Microsoft.Extensions.Logging;
using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Host;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>Links to the broker that comes with the client; no test here looks at how long something takes.</summary>
public sealed class LinkOnOwnBrokerTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_body_beyond_the_librarys_own_limit_arrives()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        AmqpOptions options = Options(broker.Address);
        await using AmqpClient client = await AmqpClient.ConnectAsync(options with { Publishing = options.Publishing with { MaxBodyBytes = 80 * 1024 * 1024 } }, cancellationToken: Stop);
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("large")] }, Stop);
        PublishResult published = await client.Publisher.PublishConfirmedAsync("", "large", new byte[ConnectionFactory.DefaultMaxInboundMessageBodySize + 1], mandatory: true, cancellationToken: Stop);
        Assert.Equal(PublishOutcome.Confirmed, published.Outcome);
        await using IChannel channel = await client.ConsumeLink.Current!.Connection.CreateChannelAsync(cancellationToken: Stop);
        BasicGetResult? got = await channel.BasicGetAsync("large", autoAck: true, Stop);
        Assert.Equal(ConnectionFactory.DefaultMaxInboundMessageBodySize + 1, (uint)got!.Body.Length);
        Assert.Equal(2, client.Epochs);
    }

    [Fact]
    public async Task Code_that_hangs_when_it_is_told_of_a_loss_does_not_hold_up_the_next_connection()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        await using AmqpClient client = await AmqpClient.ConnectAsync(Options(path.By(broker.Address)), cancellationToken: Stop);
        using var release = new ManualResetEventSlim();
        var entered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        AmqpSession first = client.ConsumeLink.Current!;
        using CancellationTokenRegistration slow = first.Ended.Register(() =>
        {
            entered.SetResult();
            release.Wait(Stop);
        });
        path.Reset();
        try
        {
            await entered.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
            await Eventually.TrueAsync(() => client.ConsumeLink.Current is { Epoch: > 1 }, "the next connection");
        }
        finally
        {
            release.Set();
        }
    }

    [Fact]
    public async Task A_black_hole_is_found_where_the_library_gives_up_a_question_before_the_probe_does()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        AmqpOptions options = Options(path.By(broker.Address));
        await using AmqpClient client = await AmqpClient.ConnectAsync(
            options with
            {
                Links = options.Links with
                {
                    Heartbeat = TimeSpan.Zero,
                    ProbeAfter = TimeSpan.FromMilliseconds(50),
                    ProbeTimeout = TimeSpan.FromMilliseconds(1000),
                    AnswerTimeout = TimeSpan.FromMilliseconds(300),
                },
            },
            cancellationToken: Stop);
        AmqpSession first = client.ConsumeLink.Current!;
        path.Swallow();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        Assert.Equal(AmqpLossCause.Probe, Assert.IsType<AmqpConnectionLostException>(first.Cause).Reason);
    }

    [Fact]
    public async Task A_log_that_throws_keeps_no_link_from_coming_back()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        using var loggers = new BrokenLog();
        await using AmqpClient client = await AmqpClient.ConnectAsync(Options(path.By(broker.Address)), loggers, Stop);
        path.Refuse();
        await Eventually.TrueAsync(() => client.PublishLink.LastFailure is not null && client.ConsumeLink.LastFailure is not null, "a failed attempt of each link");
        path.Heal();
        await Eventually.TrueAsync(() => client.State == AmqpState.Connected, "both connections to be back");
        Assert.True(loggers.Throws > 0);
    }

    [Fact]
    public async Task Nothing_is_left_of_a_client_that_is_closed_while_it_connects()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        var chance = new Random(5);
        for (int n = 0; n < 20; n++)
        {
            AmqpClient client = AmqpClient.Unconnected(Options(path.By(broker.Address)), null);
            int before = path.Accepted;
            Task starting = client.StartAsync(Stop);
            await Eventually.TrueAsync(() => path.Accepted > before, "a connection to begin");
            for (int turns = chance.Next(3000); turns > 0; turns--)
            {
                await Task.Yield();
            }

            await client.CloseAsync(Stop);
            await Task.WhenAny(starting);
        }

        await Eventually.TrueAsync(() => path.Open == 0, "the end of every connection");
    }

    private static AmqpOptions Options(Uri broker) => new()
    {
        Brokers = [broker],
        Name = "link-tests",
        Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30), ProbeAfter = TimeSpan.Zero },
    };

    private sealed class BrokenLog : ILoggerFactory, ILogger
    {
        private int _throws;

        public int Throws => Volatile.Read(ref _throws);

        public void AddProvider(ILoggerProvider provider)
        {
        }

        public ILogger CreateLogger(string categoryName) => this;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            Interlocked.Increment(ref _throws);
            throw new IOException("the disk is full");
        }

        public void Dispose()
        {
        }
    }
}
