using Millrace.Amqp.Links;
using Millrace.Amqp.Tests.Client.Links;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Topology;

public sealed class TopologyOnRabbitTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_declared_takes_messages()
    {
        await using AmqpClient client = await ConnectAsync(await NodeAsync());
        await client.DeclareAsync(
            new AmqpTopology
            {
                Exchanges = [new AmqpExchange("topo-in", "topic"), new AmqpExchange("topo-out", "fanout")],
                Queues = [new AmqpQueue("topo-q")],
                Bindings = [new AmqpBinding("topo-in", "topo-out", "a.*") { ToExchange = true }, new AmqpBinding("topo-out", "topo-q")],
            },
            Stop);
        PublishResult result = await client.Publisher.PublishConfirmedAsync("topo-in", "a.b", new byte[3], mandatory: true, cancellationToken: Stop);
        Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
        Assert.Equal(1u, await CountAsync(client, "topo-q"));
    }

    [Fact]
    public async Task A_refused_part_is_named_and_what_came_before_it_is_there()
    {
        await using AmqpClient client = await ConnectAsync(await NodeAsync());
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("topo-same")] }, Stop);
        AmqpChannelException refused = await Assert.ThrowsAsync<AmqpChannelException>(() => client.DeclareAsync(
            new AmqpTopology { Queues = [new AmqpQueue("topo-before"), new AmqpQueue("topo-same") { Durable = false }, new AmqpQueue("topo-after")] }, Stop));
        Assert.Equal(406, refused.Code);
        Assert.Contains("declaring the queue 'topo-same'", refused.Message, StringComparison.Ordinal);
        Assert.Equal(0u, await CountAsync(client, "topo-before"));
        Assert.Equal(AmqpState.Connected, client.State);
    }

    [Fact]
    public async Task What_is_gone_is_put_back_on_the_next_connection_in_order()
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await ConnectAsync(node, path.By(node.Uri));
        await client.DeclareAsync(
            new AmqpTopology
            {
                Exchanges = [new AmqpExchange("topo-back", "direct") { Durable = false }],
                Queues = [new AmqpQueue("topo-mine") { Exclusive = true, Durable = false }, new AmqpQueue("topo-named") { ServerNamed = true, Exclusive = true, Durable = false }],
                Bindings = [new AmqpBinding("topo-back", "topo-mine", "k"), new AmqpBinding("topo-back", "topo-named", "k")],
            },
            Stop);
        string before = client.QueueName("topo-named");
        Assert.StartsWith("amq.gen-", before, StringComparison.Ordinal);
        AmqpSession first = client.ConsumeLink.Current!;
        path.Reset();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        await client.ConsumeLink.GetAsync(Stop);
        Assert.NotEqual(before, client.QueueName("topo-named"));
        PublishResult result = await client.Publisher.PublishConfirmedAsync("topo-back", "k", new byte[3], mandatory: true, cancellationToken: Stop);
        Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
        Assert.Equal(1u, await CountAsync(client, "topo-mine"));
        Assert.Equal(1u, await CountAsync(client, client.QueueName("topo-named")));
    }

    [Fact]
    public async Task A_queue_of_the_brokers_naming_that_outlived_the_connection_is_kept()
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await ConnectAsync(node, path.By(node.Uri));
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("topo-kept") { ServerNamed = true }] }, Stop);
        string name = client.QueueName("topo-kept");
        AmqpSession first = client.ConsumeLink.Current!;
        path.Reset();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        await client.ConsumeLink.GetAsync(Stop);
        Assert.Equal(name, client.QueueName("topo-kept"));
    }

    [Fact]
    public async Task A_part_that_cannot_be_put_back_is_told_and_the_rest_is_there()
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await ConnectAsync(node, path.By(node.Uri));
        List<AmqpTopologyFailure> failures = [];
        client.TopologyFailed += (_, failure) =>
        {
            lock (failures)
            {
                failures.Add(failure);
            }
        };
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("topo-changed") { Exclusive = true }, new AmqpQueue("topo-rest") { Exclusive = true }] }, Stop);
        await using AmqpClient other = await ConnectAsync(node);
        AmqpSession first = client.ConsumeLink.Current!;
        path.Refuse();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        // Somebody else makes the queue another one meanwhile, once the broker has taken away the first.
        await Patiently(() => other.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("topo-changed") { AutoDelete = true }] }, Stop));
        path.Heal();
        await client.ConsumeLink.GetAsync(Stop);
        await Eventually.TrueAsync(() => Count() > 0, "the news of what is not back");
        lock (failures)
        {
            AmqpTopologyFailure failure = Assert.Single(failures);
            Assert.Equal("queue 'topo-changed'", failure.What);
        }

        AmqpSession session = await client.ConsumeLink.GetAsync(Stop);
        await using IChannel channel = await session.Connection.CreateChannelAsync(cancellationToken: Stop);
        Assert.Equal("topo-rest", (await channel.QueueDeclarePassiveAsync("topo-rest", Stop)).QueueName);

        int Count()
        {
            lock (failures)
            {
                return failures.Count;
            }
        }
    }

    private static async Task Patiently(Func<Task> declare)
    {
        AmqpException? last = null;
        for (int tries = 0; tries < 600; tries++)
        {
            try
            {
                await declare();
                return;
            }
            catch (AmqpChannelException locked)
            {
                last = locked;
                await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, Stop);
            }
        }

        throw last!;
    }

    private static async Task<uint> CountAsync(AmqpClient client, string queue)
    {
        AmqpSession session = await client.ConsumeLink.GetAsync(Stop);
        await using IChannel channel = await session.Connection.CreateChannelAsync(cancellationToken: Stop);
        return await channel.MessageCountAsync(queue, Stop);
    }

    private static Task<AmqpClient> ConnectAsync(RabbitNode node, Uri? by = null) => AmqpClient.ConnectAsync(
        new AmqpOptions { Brokers = [by ?? node.Uri], Name = "topology-tests", Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30), WaitForConnection = TimeSpan.FromMinutes(2) } }, cancellationToken: Stop);

    private Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        return rabbit.GetAsync();
    }
}
