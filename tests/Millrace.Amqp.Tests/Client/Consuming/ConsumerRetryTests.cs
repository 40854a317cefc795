using Microsoft.Extensions.Logging.Abstractions;
using Millrace.Amqp.Consuming;
using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Client.Channels;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Consuming;

/// <summary>What becomes of consumers that cannot be put on a connection.</summary>
public sealed class ConsumerRetryTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(30);
    private readonly ScriptedLink _link = new();
    private readonly FakeTime _time = new();

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_consumer_that_is_refused_again_and_again_tries_once_each_time()
    {
        const int Rounds = 6;
        await using Host.BrokerInTest broker = await Host.BrokerInTest.StartAsync();
        IChannel side = await broker.OpenChannelAsync();
        await side.QueueDeclareAsync("refused", durable: false, exclusive: false, autoDelete: false, cancellationToken: Stop);
        await _link.BeginAsync(await broker.ConnectAsync());
        await using var consumers = new AmqpConsumers(new ConsumingOptions(), _link, _time, NullLogger.Instance);
        AmqpConsumer consumer = await consumers.StartAsync(new ConsumerOptions { Queue = "refused" }, (_, _) => default, Stop);
        int openings = 0;
        int failures = 0;
        consumer.StateChanged += changed => Interlocked.Increment(ref changed.State == ConsumerState.Failed ? ref failures : ref openings);
        await side.QueueDeleteAsync("refused", cancellationToken: Stop);
        for (int round = 1; round <= Rounds; round++)
        {
            int expected = round;
            await Eventually.TrueAsync(() => Volatile.Read(ref failures) >= expected && _time.PendingTimers >= 1, "The failure of a round");
            _time.Advance(TimeSpan.FromMinutes(1));
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref failures) > Rounds && _time.PendingTimers >= 1, "The last failure");
        Assert.Equal((Rounds, Rounds + 1, 1), (Volatile.Read(ref openings), Volatile.Read(ref failures), _time.PendingTimers));
        Assert.Equal(404, Assert.IsType<AmqpChannelException>(consumer.LastError).Code);
    }

    [Fact]
    public async Task An_argument_that_the_wire_cannot_carry_is_said_at_once()
    {
        await using Host.BrokerInTest broker = await Host.BrokerInTest.StartAsync();
        IChannel side = await broker.OpenChannelAsync();
        await side.QueueDeclareAsync("odd", durable: false, exclusive: false, autoDelete: false, cancellationToken: Stop);
        AmqpSession session = await _link.BeginAsync(await broker.ConnectAsync());
        await using var consumers = new AmqpConsumers(new ConsumingOptions(), _link, TimeProvider.System, NullLogger.Instance);
        var options = new ConsumerOptions { Queue = "odd", Arguments = new Dictionary<string, object?> { ["x"] = Guid.Empty } };
        ArgumentException odd = await Assert.ThrowsAsync<ArgumentException>(() => consumers.StartAsync(options, (_, _) => default, Stop).WaitAsync(s_limit, Stop));
        Assert.Contains("'odd'", odd.Message, StringComparison.Ordinal);
        Assert.Contains("Guid", odd.Message, StringComparison.Ordinal);
        Assert.Equal((0, null), (consumers.Totals.Consumers, session.Cause));
    }

    [Fact]
    public async Task A_consumer_whose_reopening_is_not_answered_is_tried_again_on_that_connection()
    {
        (AmqpConsumers consumers, AmqpConsumer consumer) = await StartedAsync();
        _link.Lose();
        (IConnection connection, PlayedConnection play) = PlayedConnection.Begin();
        play.Prepare = channel => channel.Consume = play.Channels.Count == 0 ? Task.FromCanceled(new CancellationToken(canceled: true)) : Task.CompletedTask;
        await _link.BeginAsync(connection);
        Assert.IsType<AmqpUnavailableException>(consumer.LastError);
        Assert.Equal(ConsumerState.Failed, consumer.State);
        await Eventually.TrueAsync(() => Moved() && consumer.State == ConsumerState.Consuming, "The second try");
        Assert.Equal([false, true], play.Channels.Select(channel => channel.IsOpen));
        Assert.Equal(1, consumers.Totals.Resubscribed);
    }

    [Fact]
    public async Task A_consumer_that_is_not_back_when_settling_ends_is_tried_again_and_its_late_channel_closed()
    {
        (AmqpConsumers consumers, AmqpConsumer consumer) = await StartedAsync();
        _link.Lose();
        (IConnection connection, PlayedConnection play) = PlayedConnection.Begin();
        var late = new TaskCompletionSource();
        play.Prepare = channel => channel.Consume = play.Channels.Count == 0 ? late.Task : Task.CompletedTask;
        var session = new AmqpSession(2, connection);
        using var tooLong = new CancellationTokenSource();
        Task settling = consumers.SettleAsync(session, tooLong.Token);
        await Eventually.TrueAsync(() => play.Channels.Count == 1, "The first try");
        await tooLong.CancelAsync();
        await settling.WaitAsync(s_limit, Stop);
        Assert.Equal(ConsumerState.Failed, consumer.State);
        await Eventually.TrueAsync(() => Moved() && consumer.State == ConsumerState.Consuming, "The second try");
        late.SetResult();
        await Eventually.TrueAsync(() => !play.Channels[0].IsOpen, "The closing of what came late");
        Assert.True(play.Channels[1].IsOpen);
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_no_channel_behind()
    {
        (IConnection connection, PlayedConnection play) = PlayedConnection.Begin();
        var opening = new TaskCompletionSource();
        play.Opening = opening.Task;
        await _link.BeginAsync(connection);
        await using var consumers = new AmqpConsumers(new ConsumingOptions(), _link, _time, NullLogger.Instance);
        using var source = new CancellationTokenSource();
        Task<AmqpConsumer> start = consumers.StartAsync(new ConsumerOptions { Queue = "q" }, (_, _) => default, source.Token);
        await source.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => start.WaitAsync(s_limit, Stop));
        opening.SetResult();
        await Eventually.TrueAsync(() => play.Channels is [{ IsOpen: false }], "The closing of the channel that was opened all the same");
    }

    private async Task<(AmqpConsumers, AmqpConsumer)> StartedAsync()
    {
        (IConnection connection, _) = PlayedConnection.Begin();
        await _link.BeginAsync(connection);
        var consumers = new AmqpConsumers(new ConsumingOptions(), _link, _time, NullLogger.Instance);
        return (consumers, await consumers.StartAsync(new ConsumerOptions { Queue = "q" }, (_, _) => default, Stop));
    }

    private bool Moved()
    {
        _time.Advance(TimeSpan.FromSeconds(1));
        return true;
    }
}
