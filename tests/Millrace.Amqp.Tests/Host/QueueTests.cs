using System.Text;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Host;

public sealed class QueueTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private static async Task<string> DeclareAsync(IChannel channel, params (string Name, object? Value)[] arguments) =>
        (await channel.QueueDeclareAsync("", false, false, false, arguments.ToDictionary(a => a.Name, a => a.Value), cancellationToken: Token)).QueueName;

    private static Task PublishAsync(IChannel channel, string queue, string body) =>
        channel.BasicPublishAsync("", queue, Encoding.UTF8.GetBytes(body), Token).AsTask();

    private static async Task<(string Body, bool Redelivered, ulong Tag)?> GetAsync(IChannel channel, string queue, bool ack = true) =>
        await channel.BasicGetAsync(queue, ack, Token) is { } got ? (Encoding.UTF8.GetString(got.Body.Span), got.Redelivered, got.DeliveryTag) : null;

    [Fact]
    public async Task What_is_requeued_goes_back_to_its_place_and_is_marked()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = await DeclareAsync(channel);
        foreach (string body in (string[])["a", "b", "c", "d"])
        {
            await PublishAsync(channel, queue, body);
        }

        ulong a = (await GetAsync(channel, queue, ack: false))!.Value.Tag;
        ulong b = (await GetAsync(channel, queue, ack: false))!.Value.Tag;
        ulong c = (await GetAsync(channel, queue, ack: false))!.Value.Tag;
        await channel.BasicRejectAsync(b, true, Token);
        await channel.BasicRejectAsync(a, true, Token);
        await channel.BasicAckAsync(c, false, Token);
        Assert.Equal(("a", true), await Pair());
        Assert.Equal(("b", true), await Pair());
        Assert.Equal(("d", false), await Pair());
        Assert.Null(await GetAsync(channel, queue));

        async Task<(string, bool)> Pair() => await GetAsync(channel, queue) is { } got ? (got.Body, got.Redelivered) : ("nothing", false);
    }

    [Fact]
    public async Task What_a_lost_connection_had_not_acknowledged_comes_again()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = await DeclareAsync(channel);
        for (int i = 0; i < 5; i++)
        {
            await PublishAsync(channel, queue, $"{i}");
        }

        IConnection lost = await test.ConnectAsync();
        IChannel losing = await lost.CreateChannelAsync(cancellationToken: Token);
        for (int i = 0; i < 3; i++)
        {
            await losing.BasicGetAsync(queue, false, Token);
        }

        await lost.CloseAsync(Token);
        for (int i = 0; i < 5; i++)
        {
            (string body, bool redelivered, _) = (await GetAsync(channel, queue))!.Value;
            Assert.Equal(($"{i}", i < 3), (body, redelivered));
        }
    }

    [Fact]
    public async Task A_full_queue_drops_its_oldest()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = await DeclareAsync(channel, ("x-max-length", 2));
        foreach (string body in (string[])["a", "b", "c"])
        {
            await PublishAsync(channel, queue, body);
        }

        Assert.Equal("b", (await GetAsync(channel, queue))!.Value.Body);
        Assert.Equal("c", (await GetAsync(channel, queue))!.Value.Body);
        Assert.Null(await GetAsync(channel, queue));
    }

    [Fact]
    public async Task A_full_queue_that_rejects_answers_nack()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        string queue = await DeclareAsync(channel, ("x-max-length-bytes", 10), ("x-overflow", "reject-publish"));
        await PublishAsync(channel, queue, "12345678");
        PublishException e = await Assert.ThrowsAsync<PublishException>(() => PublishAsync(channel, queue, "123"));
        Assert.False(e.IsReturn);
        await PublishAsync(channel, queue, "12");
        Assert.Equal("12345678", (await GetAsync(channel, queue))!.Value.Body);
    }

    [Fact]
    public async Task Expired_and_rejected_messages_are_dead_lettered_with_their_story()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string dead = await DeclareAsync(channel);
        string queue = await DeclareAsync(channel, ("x-message-ttl", 0), ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead));
        await PublishAsync(channel, queue, "late");
        BasicGetResult? got = null;
        await Eventually.TrueAsync(() => (got = channel.BasicGetAsync(dead, false, Token).GetAwaiter().GetResult()) is not null, "the dead letter");
        Dictionary<string, object?> death = Assert.IsType<Dictionary<string, object?>>(Assert.IsType<List<object?>>(got!.BasicProperties.Headers!["x-death"])[0]);
        Assert.Equal("expired", Text(death["reason"]));
        Assert.Equal(queue, Text(death["queue"]));
        Assert.Equal(1L, death["count"]);
        Assert.Equal("expired", Text(got.BasicProperties.Headers["x-first-death-reason"]));

        string refusing = await DeclareAsync(channel, ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead));
        await PublishAsync(channel, refusing, "unwanted");
        await channel.BasicNackAsync((await GetAsync(channel, refusing, ack: false))!.Value.Tag, false, false, Token);
        Assert.Equal("unwanted", (await GetAsync(channel, dead))!.Value.Body);

        static string Text(object? value) => Encoding.UTF8.GetString((byte[])value!);
    }

    [Fact]
    public async Task A_message_expires_in_time_although_the_queue_waited_for_a_later_one()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string dead = await DeclareAsync(channel);
        string queue = await DeclareAsync(channel, ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead));
        string control = await DeclareAsync(channel, ("x-dead-letter-exchange", ""), ("x-dead-letter-routing-key", dead));
        await channel.BasicPublishAsync("", queue, false, new BasicProperties { Expiration = "60000" }, "late"u8.ToArray(), Token);
        Assert.Equal("late", (await GetAsync(channel, queue))!.Value.Body);
        await channel.BasicPublishAsync("", queue, false, new BasicProperties { Expiration = "1" }, "soon"u8.ToArray(), Token);
        await channel.BasicPublishAsync("", control, false, new BasicProperties { Expiration = "8000" }, "later"u8.ToArray(), Token);
        Assert.Equal("soon", await NextAsync(channel, dead));

        // One that comes to the front because another is taken.
        await PublishAsync(channel, queue, "without a limit");
        await channel.BasicPublishAsync("", queue, false, new BasicProperties { Expiration = "1" }, "behind"u8.ToArray(), Token);
        Assert.Equal("without a limit", (await GetAsync(channel, queue))!.Value.Body);
        await channel.QueuePurgeAsync(control, Token);
        Assert.Equal("behind", await NextAsync(channel, dead));

        static async Task<string> NextAsync(IChannel channel, string from)
        {
            string? body = null;
            await Eventually.TrueAsync(() => (body = GetAsync(channel, from).GetAwaiter().GetResult()?.Body) is not null, "a dead letter");
            return body!;
        }
    }

    [Fact]
    public async Task A_message_expires_by_its_own_time_and_a_queue_by_its_disuse()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = await DeclareAsync(channel);
        await channel.BasicPublishAsync("", queue, false, new BasicProperties { Expiration = "1" }, new byte[1], Token);
        await Eventually.TrueAsync(() => channel.QueueDeclarePassiveAsync(queue, Token).GetAwaiter().GetResult().MessageCount == 0, "the end of the message");
        string unused = await DeclareAsync(channel, ("x-expires", 1));
        IConnection watching = await test.ConnectAsync();
        await Eventually.TrueAsync(() => IsGone(watching, unused), "the end of the queue");

        static bool IsGone(IConnection connection, string name)
        {
            using IChannel probe = connection.CreateChannelAsync().GetAwaiter().GetResult();
            try
            {
                probe.QueueDeclarePassiveAsync(name).GetAwaiter().GetResult();
                return false;
            }
            catch (OperationInterruptedException)
            {
                return true;
            }
        }
    }

    [Fact]
    public async Task An_exclusive_queue_is_locked_for_others_and_goes_with_its_connection()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IConnection owner = await test.ConnectAsync();
        IChannel owning = await owner.CreateChannelAsync(cancellationToken: Token);
        await owning.QueueDeclareAsync("mine", false, true, false, cancellationToken: Token);
        IChannel other = await test.OpenChannelAsync();
        OperationInterruptedException e = await Assert.ThrowsAsync<OperationInterruptedException>(() => other.QueueDeclarePassiveAsync("mine", Token));
        Assert.Equal(405, e.ShutdownReason!.ReplyCode);
        Assert.StartsWith("RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'mine' in vhost '/'.", e.ShutdownReason.ReplyText, StringComparison.Ordinal);
        await owner.CloseAsync(Token);
        IChannel later = await test.OpenChannelAsync();
        await later.QueueDeclareAsync("mine", true, false, false, cancellationToken: Token);
    }

    [Fact]
    public async Task A_consumer_hears_that_its_queue_was_deleted()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = await DeclareAsync(channel);
        TaskCompletionSource<string> heard = new(TaskCreationOptions.RunContinuationsAsynchronously);
        AsyncEventingBasicConsumer consumer = new(channel);
        consumer.UnregisteredAsync += (_, e) =>
        {
            heard.TrySetResult(e.ConsumerTags[0]);
            return Task.CompletedTask;
        };
        string tag = await channel.BasicConsumeAsync(queue, false, consumer, Token);
        IChannel other = await test.OpenChannelAsync();
        await other.QueueDeleteAsync(queue, false, false, cancellationToken: Token);
        Assert.Equal(tag, await heard.Task.WaitAsync(TimeSpan.FromSeconds(30), Token));
        Assert.True(channel.IsOpen);
    }

    [Fact]
    public async Task An_auto_delete_queue_goes_with_its_last_consumer()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync("", false, false, true, cancellationToken: Token)).QueueName;
        string tag = await channel.BasicConsumeAsync(queue, true, new AsyncEventingBasicConsumer(channel), Token);
        await channel.QueueDeclarePassiveAsync(queue, Token);
        await channel.BasicCancelAsync(tag, cancellationToken: Token);
        await Assert.ThrowsAsync<OperationInterruptedException>(() => channel.QueueDeclarePassiveAsync(queue, Token));
    }

    [Fact]
    public async Task A_stale_or_repeated_acknowledgement_is_a_406()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        TaskCompletionSource<ShutdownEventArgs> closed = new(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += (_, e) =>
        {
            closed.TrySetResult(e);
            return Task.CompletedTask;
        };
        await channel.BasicAckAsync(5, false, Token);
        ShutdownEventArgs why = await closed.Task.WaitAsync(TimeSpan.FromSeconds(30), Token);
        Assert.Equal((406, "PRECONDITION_FAILED - unknown delivery tag 5"), ((int)why.ReplyCode, why.ReplyText));
    }
}
