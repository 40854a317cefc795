using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Conformance;

/// <summary>What every test with a real RabbitMQ stands on.</summary>
public sealed class RabbitNodeTests
{
    [Fact]
    public async Task A_private_node_comes_back_on_its_port_with_what_is_durable()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        await using RabbitNode node = await RabbitNode.StartAsync();
        Uri uri = node.Uri;
        await using (IConnection connection = await ConnectAsync(node))
        await using (IChannel channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken))
        {
            await channel.QueueDeclareAsync("kept", durable: true, exclusive: false, autoDelete: false, cancellationToken: TestContext.Current.CancellationToken);
        }

        Assert.Equal(0, (await node.ListQueuesAsync())["kept"]);
        await node.StopAsync();
        await node.StartAgainAsync();
        Assert.Equal(uri, node.Uri);
        await node.KillAsync();
        await node.StartAgainAsync();

        Assert.Equal(uri, node.Uri);
        Assert.Contains("kept", (await node.ListQueuesAsync()).Keys);
    }

    [Fact]
    public async Task An_alarm_blocks_who_publishes_until_it_ends()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        await using RabbitNode node = await RabbitNode.StartAsync();
        await using IConnection connection = await ConnectAsync(node);
        var blocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var unblocked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        connection.ConnectionBlockedAsync += (_, _) => { blocked.TrySetResult(); return Task.CompletedTask; };
        connection.ConnectionUnblockedAsync += (_, _) => { unblocked.TrySetResult(); return Task.CompletedTask; };
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: TestContext.Current.CancellationToken);

        await node.SetMemoryAlarmAsync(true);
        await channel.BasicPublishAsync("", "nowhere", ReadOnlyMemory<byte>.Empty, TestContext.Current.CancellationToken);
        await blocked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
        Assert.False(unblocked.Task.IsCompleted);
        await node.SetMemoryAlarmAsync(false);
        await unblocked.Task.WaitAsync(TimeSpan.FromSeconds(30), TestContext.Current.CancellationToken);
    }

    private static Task<IConnection> ConnectAsync(RabbitNode node) =>
        new ConnectionFactory { Uri = node.Uri, AutomaticRecoveryEnabled = false }.CreateConnectionAsync(TestContext.Current.CancellationToken);
}
