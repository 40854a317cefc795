using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Client.Links;
using Millrace.Amqp.Tests.Host;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Topology;

/// <summary>What becomes of a topology that cannot be put back at once, on the broker of ours.</summary>
public sealed class TopologyRestoreTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_part_that_is_refused_on_a_new_connection_is_back_when_the_reason_has_gone()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        IChannel side = await broker.OpenChannelAsync();
        await using AmqpClient client = await ConnectAsync(broker.Address);
        var told = new TaskCompletionSource<AmqpTopologyFailure>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.TopologyFailed += (_, failure) => told.TrySetResult(failure);
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("taken")], Bindings = [new AmqpBinding("amq.direct", "taken", "k")] }, Stop);
        await TakeAsync(side, "taken");
        await LoseAsync(client);
        AmqpTopologyFailure failure = await told.Task.WaitAsync(TimeSpan.FromSeconds(30), Stop);
        Assert.Equal(405, Assert.IsType<AmqpChannelException>(failure.Cause).Code);
        Assert.Equal("queue 'taken'", failure.What);
        await side.QueueDeleteAsync("taken", cancellationToken: Stop);
        await Eventually.TrueAsync(() => client.Publisher.PublishConfirmedAsync("amq.direct", "k", new byte[1], mandatory: true, cancellationToken: Stop)
            .AsTask().GetAwaiter().GetResult().Outcome == PublishOutcome.Confirmed, "The queue and its binding");
    }

    [Fact]
    public async Task A_handler_of_failures_that_throws_or_takes_its_time_holds_up_nothing()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        IChannel side = await broker.OpenChannelAsync();
        await using AmqpClient client = await ConnectAsync(broker.Address);
        using var released = new ManualResetEventSlim();
        int told = 0;
        client.TopologyFailed += (_, _) =>
        {
            Interlocked.Increment(ref told);
            released.Wait(Stop);
            throw new InvalidOperationException("the test's");
        };
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("first"), new AmqpQueue("second"), new AmqpQueue("rest")] }, Stop);
        await TakeAsync(side, "first");
        await TakeAsync(side, "second");
        await side.QueueDeleteAsync("rest", cancellationToken: Stop);
        try
        {
            AmqpSession next = await LoseAsync(client);
            Assert.Equal(2, next.Epoch);
            Assert.Equal("rest", (await side.QueueDeclarePassiveAsync("rest", Stop)).QueueName);
        }
        finally
        {
            released.Set();
        }

        await Eventually.TrueAsync(() => Volatile.Read(ref told) >= 2, "The news of both");
    }

    [Fact]
    public async Task A_declaration_without_an_answer_is_no_cancellation()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        await using AmqpClient client = await ConnectAsync(path.By(broker.Address), new LinkOptions { ProbeAfter = TimeSpan.Zero, Heartbeat = TimeSpan.Zero, AnswerTimeout = TimeSpan.FromMilliseconds(100) });
        path.Swallow();
        AmqpUnavailableException none = await Assert.ThrowsAsync<AmqpUnavailableException>(
            () => client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("unheard")] }, Stop).WaitAsync(TimeSpan.FromSeconds(30), Stop));
        Assert.Contains("unheard", none.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_declaration_ends_with_its_connection()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using var path = new CuttablePath(broker.Address.Port);
        await using AmqpClient client = await ConnectAsync(path.By(broker.Address), new LinkOptions { ProbeAfter = TimeSpan.Zero, Heartbeat = TimeSpan.Zero, AnswerTimeout = TimeSpan.FromHours(1) });
        path.Swallow();
        AmqpSession session = client.ConsumeLink.Current!;
        Task declaring = client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("unheard")] }, Stop);
        client.ConsumeLink.Suspect(session, new IOException("the test's"));
        await Assert.ThrowsAsync<AmqpConnectionLostException>(() => declaring.WaitAsync(TimeSpan.FromSeconds(30), Stop));
        path.Heal();
    }

    [Fact]
    public async Task An_argument_that_the_wire_cannot_carry_is_said()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        await using AmqpClient client = await ConnectAsync(broker.Address);
        ArgumentException odd = await Assert.ThrowsAsync<ArgumentException>(
            () => client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("odd") { Arguments = new Dictionary<string, object?> { ["x"] = Guid.Empty } }] }, Stop));
        Assert.Contains("Guid", odd.Message, StringComparison.Ordinal);
        Assert.Equal(AmqpState.Connected, client.State);
    }

    /// <summary>Makes it another connection's own.</summary>
    private static async Task TakeAsync(IChannel side, string queue)
    {
        await side.QueueDeleteAsync(queue, cancellationToken: Stop);
        await side.QueueDeclareAsync(queue, durable: true, exclusive: true, autoDelete: false, cancellationToken: Stop);
    }

    /// <summary>Loses the consuming connection; the next session.</summary>
    private static async Task<AmqpSession> LoseAsync(AmqpClient client)
    {
        client.ConsumeLink.Suspect(client.ConsumeLink.Current!, new IOException("the test's"));
        return await client.ConsumeLink.GetAsync(Stop);
    }

    private static Task<AmqpClient> ConnectAsync(Uri broker, LinkOptions? links = null) => AmqpClient.ConnectAsync(
        new AmqpOptions { Brokers = [broker], Name = "restore-tests", CloseTimeout = TimeSpan.FromSeconds(1), Links = (links ?? new LinkOptions()) with { ConnectTimeout = TimeSpan.FromSeconds(30), WaitForConnection = TimeSpan.FromMinutes(2) } }, cancellationToken: Stop);
}
