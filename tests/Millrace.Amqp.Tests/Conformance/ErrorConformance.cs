using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Tests.Conformance;

/// <summary>The code, the text and the method of what a broker refuses: programs look at them.</summary>
public sealed class ErrorConformance(SharedRabbit rabbit)
{
    private const int Exchange = 40;
    private const int Queue = 50;
    private const int Basic = 60;

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task What_is_not_there_is_404(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        Assert.Equal("NOT_FOUND - no queue 'no-such-queue' in vhost '/'",
            await RefusedAsync(connection, 404, Queue, 10, channel => channel.QueueDeclarePassiveAsync("no-such-queue", Side.Stop)));
        Assert.Equal("NOT_FOUND - no exchange 'no-such-exchange' in vhost '/'",
            await RefusedAsync(connection, 404, Exchange, 10, channel => channel.ExchangeDeclarePassiveAsync("no-such-exchange", Side.Stop)));
        Assert.Equal("NOT_FOUND - no queue 'no-such-queue' in vhost '/'",
            await RefusedAsync(connection, 404, Basic, 70, channel => channel.BasicGetAsync("no-such-queue", true, Side.Stop)));
        Assert.Equal("NOT_FOUND - no queue 'no-such-queue' in vhost '/'",
            await RefusedAsync(connection, 404, Basic, 20, channel => channel.BasicConsumeAsync("no-such-queue", true, new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel), Side.Stop)));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Publishing_to_no_exchange_closes_the_channel_with_404(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        Assert.Equal("NOT_FOUND - no exchange 'no-such-exchange' in vhost '/'", await RefusedAsync(connection, 404, Basic, 40, async channel =>
        {
            await channel.BasicPublishAsync("no-such-exchange", "", Side.Bytes("x"), Side.Stop);
            await channel.QueueDeclareAsync(cancellationToken: Side.Stop); // whatever waits for an answer is told
        }));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Another_declaration_of_the_same_name_is_406(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        string name = Side.Name("twice");
        await using IChannel first = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        await first.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: false, cancellationToken: Side.Stop);
        string text = await RefusedAsync(connection, 406, Queue, 10, channel => channel.QueueDeclareAsync(name, durable: false, exclusive: true, autoDelete: true, cancellationToken: Side.Stop));
        Assert.StartsWith($"PRECONDITION_FAILED - inequivalent arg 'auto_delete' for queue '{name}' in vhost '/'", text);

        await first.ExchangeDeclareAsync(name, ExchangeType.Direct, durable: false, autoDelete: false, cancellationToken: Side.Stop);
        text = await RefusedAsync(connection, 406, Exchange, 10, channel => channel.ExchangeDeclareAsync(name, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: Side.Stop));
        Assert.StartsWith($"PRECONDITION_FAILED - inequivalent arg 'type' for exchange '{name}' in vhost '/'", text);
        await first.ExchangeDeleteAsync(name, cancellationToken: Side.Stop);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_tag_that_is_not_open_is_406(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        Assert.Equal("PRECONDITION_FAILED - unknown delivery tag 7", await RefusedAsync(connection, 406, Basic, 80, async channel =>
        {
            await channel.BasicAckAsync(7, multiple: false, Side.Stop);
            await channel.QueueDeclareAsync(cancellationToken: Side.Stop);
        }));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task The_exclusive_queue_of_another_connection_is_405(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        string queue = await Side.QueueAsync(await side.ChannelAsync());
        string text = await RefusedAsync(await side.ConnectAsync(), 405, Queue, 10, channel => channel.QueueDeclarePassiveAsync(queue, Side.Stop));
        Assert.StartsWith($"RESOURCE_LOCKED - cannot obtain exclusive access to locked queue '{queue}' in vhost '/'", text);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_queue_with_an_exclusive_consumer_takes_no_other_and_says_403(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        await using IChannel first = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        string queue = await Side.QueueAsync(first);
        await first.BasicConsumeAsync(queue, true, "", false, exclusive: true, null, new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(first), Side.Stop);
        string text = await RefusedAsync(connection, 403, Basic, 20, channel => channel.BasicConsumeAsync(queue, true, new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(channel), Side.Stop));
        Assert.StartsWith($"ACCESS_REFUSED - queue '{queue}' in vhost '/' in exclusive use", text);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Names_that_the_broker_keeps_for_itself_are_403(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        Assert.StartsWith("ACCESS_REFUSED - queue name 'amq.mine' contains reserved prefix 'amq.*'",
            await RefusedAsync(connection, 403, Queue, 10, channel => channel.QueueDeclareAsync("amq.mine", cancellationToken: Side.Stop)));
        Assert.StartsWith("ACCESS_REFUSED - ", await RefusedAsync(connection, 403, Exchange, 20, channel => channel.ExchangeDeleteAsync("amq.direct", cancellationToken: Side.Stop)));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Deleting_what_is_in_use_or_not_empty_is_406_where_that_was_forbidden(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IConnection connection = await side.ConnectAsync();
        await using IChannel first = await connection.CreateChannelAsync(new CreateChannelOptions(true, true), Side.Stop);
        string queue = await Side.QueueAsync(first);
        await first.BasicPublishAsync("", queue, Side.Bytes("x"), Side.Stop);
        Assert.StartsWith($"PRECONDITION_FAILED - queue '{queue}' in vhost '/' not empty",
            await RefusedAsync(connection, 406, Queue, 40, channel => channel.QueueDeleteAsync(queue, ifUnused: false, ifEmpty: true, cancellationToken: Side.Stop)));
        await first.BasicConsumeAsync(queue, false, new RabbitMQ.Client.Events.AsyncEventingBasicConsumer(first), Side.Stop);
        Assert.StartsWith($"PRECONDITION_FAILED - queue '{queue}' in vhost '/' in use",
            await RefusedAsync(connection, 406, Queue, 40, channel => channel.QueueDeleteAsync(queue, ifUnused: true, ifEmpty: false, cancellationToken: Side.Stop)));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_wrong_password_is_told_apart_from_a_lost_connection(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        ConnectionFactory factory = side.Factory();
        factory.Password = "wrong";
        BrokerUnreachableException refused = await Assert.ThrowsAsync<BrokerUnreachableException>(() => factory.CreateConnectionAsync(Side.Stop));
        AuthenticationFailureException inner = Assert.IsType<AuthenticationFailureException>(refused.InnerException);
        Assert.StartsWith("ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN", inner.Message);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task No_more_channels_open_than_were_agreed(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        ConnectionFactory factory = side.Factory();
        factory.RequestedChannelMax = 3;
        await using IConnection connection = await factory.CreateConnectionAsync(Side.Stop);
        Assert.Equal(3, connection.ChannelMax);
        for (int n = 0; n < 3; n++)
        {
            await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        }

        await Assert.ThrowsAsync<ChannelAllocationException>(() => connection.CreateChannelAsync(cancellationToken: Side.Stop));
    }

    private static async Task<string> RefusedAsync(IConnection connection, ushort code, int classId, int methodId, Func<IChannel, Task> operation)
    {
        IChannel channel = await connection.CreateChannelAsync(cancellationToken: Side.Stop);
        return await Side.RefusedAsync(channel, connection, code, classId, methodId, () => operation(channel));
    }
}
