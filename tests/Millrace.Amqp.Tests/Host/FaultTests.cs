using Millrace.Amqp.Host;
using Millrace.Amqp.Host.Faults;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Host;

public sealed class FaultTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_third_publish_is_refused()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        test.Broker.Faults.Confirms = new ConfirmFaults { NackEvery = 3 };
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        for (int i = 1; i <= 9; i++)
        {
            Task publish = channel.BasicPublishAsync("amq.fanout", "", new byte[1], Token).AsTask();
            if (i % 3 == 0)
            {
                await Assert.ThrowsAsync<PublishException>(() => publish);
            }
            else
            {
                await publish;
            }
        }
    }

    [Fact]
    public async Task A_dropped_confirm_is_spoken_for_by_no_other()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        test.Broker.Faults.Confirms = new ConfirmFaults { DropEvery = 2 };
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(1, new ConfirmSelect(true));
        await client.WriteAsync(writer =>
        {
            for (int i = 0; i < 6; i++)
            {
                writer.Method(1, new BasicPublish("amq.fanout", "", false, false));
                writer.Header(1, 0, new Millrace.Amqp.Wire.BasicProperties());
            }
        });
        foreach (ulong tag in (ulong[])[1, 3, 5])
        {
            Assert.Equal(new BasicAck(tag, false), await client.ExpectAsync<BasicAck>());
        }
    }

    [Fact]
    public async Task A_late_confirm_comes_in_order()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        test.Broker.Faults.Confirms = new ConfirmFaults { Delay = TimeSpan.FromMilliseconds(20), NackEvery = 2 };
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(1, new ConfirmSelect(true));
        for (int i = 0; i < 4; i++)
        {
            await client.SendAsync(1, new BasicPublish("amq.fanout", "", false, false));
            await client.WriteAsync(writer => writer.Header(1, 0, new Millrace.Amqp.Wire.BasicProperties()));
        }

        Assert.Equal(1u, (await client.ExpectAsync<BasicAck>()).DeliveryTag);
        Assert.Equal(2u, (await client.ExpectAsync<BasicNack>()).DeliveryTag);
        Assert.Equal(3u, (await client.ExpectAsync<BasicAck>()).DeliveryTag);
        Assert.Equal(4u, (await client.ExpectAsync<BasicNack>()).DeliveryTag);
    }

    [Fact]
    public async Task Channels_and_connections_are_closed_as_asked()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        Assert.Equal(1, await test.Broker.Faults.CloseChannelsAsync(1, 404, "NOT_FOUND - as a fault"));
        Assert.Equal((404, "NOT_FOUND - as a fault"), await CloseOf(client));
        Assert.Equal(1, await test.Broker.Faults.CloseConnectionsAsync(320, "CONNECTION_FORCED - as a fault"));
        Assert.Equal(320, (await client.ExpectAsync<ConnectionClose>()).Code);
        using RawClient other = await RawClient.OpenAsync(test.Address);
        Assert.Equal(1, await test.Broker.Faults.ResetConnectionsAsync());
        Assert.Null(await other.NextAsync());

        static async Task<(int, string)> CloseOf(RawClient client) => await client.ExpectAsync<ChannelClose>() is var close ? (close.Code, close.Text) : default;
    }

    [Fact]
    public async Task Garbage_ends_the_client_and_not_the_broker()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IConnection connection = await test.ConnectAsync();
        await connection.CreateChannelAsync(cancellationToken: Token); // the client does not wait for the answer to connection.open
        TaskCompletionSource closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionShutdownAsync += (_, _) =>
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        };
        Assert.Equal(1, await test.Broker.Faults.SendGarbageAsync(100, seed: 1));
        await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.True(test.Broker.Health.IsLive);
    }

    [Fact]
    public async Task Blocked_publishers_hear_of_it_and_go_on_afterwards()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IConnection connection = await test.ConnectAsync();
        TaskCompletionSource<string> blocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        TaskCompletionSource unblocked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionBlockedAsync += (_, e) =>
        {
            blocked.TrySetResult(e.Reason);
            return Task.CompletedTask;
        };
        connection.ConnectionUnblockedAsync += (_, _) =>
        {
            unblocked.TrySetResult();
            return Task.CompletedTask;
        };
        await test.Broker.Faults.BlockAsync(true);
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: Token);
        await channel.BasicPublishAsync("amq.fanout", "", new byte[1], Token);
        Assert.Equal("low on memory", await blocked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        await test.Broker.Faults.BlockAsync(false);
        await unblocked.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        await channel.QueueDeclareAsync(cancellationToken: Token);
    }

    [Fact]
    public async Task Memory_is_bounded_and_consuming_frees_the_publisher()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(new BrokerOptions { IsAnonymous = true, MemoryLimit = 1024 * 1024 });
        IChannel reading = await test.OpenChannelAsync();
        string queue = (await reading.QueueDeclareAsync("bounded", false, false, false, cancellationToken: Token)).QueueName;
        IChannel writing = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        Task publish = Task.Run(
            async () =>
            {
                for (int i = 0; i < 1000; i++)
                {
                    await writing.BasicPublishAsync("", queue, new byte[10_000], Token);
                }
            },
            Token);
        await Eventually.TrueAsync(() => test.Broker.Health.Detail.Contains("blocked", StringComparison.Ordinal), "the alarm");
        Assert.False(test.Broker.Health.IsReady);
        Assert.InRange((await reading.QueueDeclarePassiveAsync(queue, Token)).MessageCount, 1u, 200u);
        AsyncEventingBasicConsumer consumer = new(reading);
        await reading.BasicConsumeAsync(queue, true, consumer, Token);
        await publish.WaitAsync(TimeSpan.FromSeconds(60), Token);
        await Eventually.TrueAsync(() => test.Broker.Health.IsReady, "the end of the alarm");
    }

    [Fact]
    public async Task A_client_that_misses_two_heartbeats_is_dropped_and_gets_ours_before()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        bool hasBeaten = false;
        for (int attempt = 0; attempt < 10 && !hasBeaten; attempt++)
        {
            // Where the whole machine stands still for two heartbeats, the first that the broker does afterwards is to drop it.
            using RawClient silent = await RawClient.OpenAsync(test.Address, tune: new ConnectionTuneOk(0, 131072, 1));
            byte[] rest = await silent.ReadToEndAsync();
            hasBeaten = rest.Length >= 8 && rest[0] == 8;
        }

        Assert.True(hasBeaten, "heartbeats came");
        test.Broker.Faults.StopsHeartbeats = true;
        using RawClient other = await RawClient.OpenAsync(test.Address, tune: new ConnectionTuneOk(0, 131072, 1));
        Assert.Empty(await other.ReadToEndAsync());
    }

    [Fact]
    public async Task A_stopping_broker_says_goodbye()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        ValueTask<bool> drain = test.Broker.DrainAsync(TimeSpan.FromSeconds(30), Token);
        ConnectionClose close = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal((320, "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'"), ((int)close.Code, close.Text));
        await client.WriteAsync(writer => writer.Method(0, AmqpMethod.ConnectionCloseOk));
        client.Dispose();
        Assert.True(await drain);
    }
}
