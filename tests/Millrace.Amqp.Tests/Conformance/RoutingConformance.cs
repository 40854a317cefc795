using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Conformance;

public sealed class RoutingConformance(SharedRabbit rabbit)
{
    [Theory, ClassData(typeof(BothBrokers))]
    public async Task The_default_exchange_takes_the_name_of_a_queue(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string queue = await Side.QueueAsync(channel);
        await channel.BasicPublishAsync("", queue, Side.Bytes("here"), Side.Stop);
        BasicGetResult got = await Side.GetAsync(channel, queue);
        Assert.Equal(("", queue, false), (got.Exchange, got.RoutingKey, got.Redelivered));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_direct_exchange_matches_the_whole_key(string broker)
    {
        Assert.Equal(["a", "c"], await RouteAsync(broker, ExchangeType.Direct, [("red", null)], ("a", "red"), ("b", "re"), ("c", "red"), ("d", "")));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_fanout_exchange_looks_at_no_key_and_gives_each_queue_one_copy(string broker)
    {
        Assert.Equal(["a", "b"], await RouteAsync(broker, ExchangeType.Fanout, [("x", null), ("y", null)], ("a", "red"), ("b", "")));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_topic_exchange_matches_words(string broker)
    {
        Assert.Equal(
            ["a", "b", "d", "f"],
            await RouteAsync(broker, ExchangeType.Topic, [("stock.*.high", null), ("log.#", null), ("#.end", null)],
                ("a", "stock.usd.high"), ("b", "log"), ("c", "stock.usd.eur.high"), ("d", "log.a.b.c"), ("e", "stock.high"), ("f", "a.b.end"), ("g", "ending")));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_headers_exchange_matches_all_or_any(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string exchange = Side.Name("headers");
        await channel.ExchangeDeclareAsync(exchange, ExchangeType.Headers, durable: false, autoDelete: true, cancellationToken: Side.Stop);
        string all = await Side.QueueAsync(channel);
        string any = await Side.QueueAsync(channel);
        await channel.QueueBindAsync(all, exchange, "", new Dictionary<string, object?> { ["x-match"] = "all", ["shape"] = "round", ["size"] = 3 }, cancellationToken: Side.Stop);
        await channel.QueueBindAsync(any, exchange, "", new Dictionary<string, object?> { ["x-match"] = "any", ["shape"] = "round", ["size"] = 3 }, cancellationToken: Side.Stop);
        async Task PublishAsync(string text, Dictionary<string, object?> headers) =>
            await channel.BasicPublishAsync(exchange, "", false, new BasicProperties { Headers = headers }, Side.Bytes(text), Side.Stop);

        await PublishAsync("both", new() { ["shape"] = "round", ["size"] = 3 });
        await PublishAsync("one", new() { ["shape"] = "round", ["size"] = 4 });
        await PublishAsync("none", new() { ["shape"] = "square" });

        Assert.Equal(["both"], await Side.DrainAsync(channel, all));
        Assert.Equal(["both", "one"], await Side.DrainAsync(channel, any));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task An_exchange_passes_on_to_an_exchange_until_it_is_unbound(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        (string from, string to) = (Side.Name("from"), Side.Name("to"));
        await channel.ExchangeDeclareAsync(from, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: Side.Stop);
        await channel.ExchangeDeclareAsync(to, ExchangeType.Fanout, durable: false, autoDelete: false, cancellationToken: Side.Stop);
        string queue = await Side.QueueAsync(channel);
        await channel.QueueBindAsync(queue, to, "", cancellationToken: Side.Stop);
        await channel.ExchangeBindAsync(to, from, "", cancellationToken: Side.Stop);
        await channel.BasicPublishAsync(from, "", Side.Bytes("bound"), Side.Stop);
        await channel.ExchangeUnbindAsync(to, from, "", cancellationToken: Side.Stop);
        await channel.BasicPublishAsync(from, "", Side.Bytes("unbound"), Side.Stop);

        Assert.Equal(["bound"], await Side.DrainAsync(channel, queue));
        await channel.ExchangeDeleteAsync(from, cancellationToken: Side.Stop);
        await channel.ExchangeDeleteAsync(to, cancellationToken: Side.Stop);
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_mandatory_message_without_a_queue_returns_before_its_ack(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        await using IChannel channel = await (await side.ConnectAsync()).CreateChannelAsync(new CreateChannelOptions(true, false), Side.Stop);
        List<string> heard = [];
        var acked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.BasicReturnAsync += (_, back) =>
        {
            heard.Add($"{back.ReplyCode} {back.ReplyText} {back.RoutingKey}");
            return Task.CompletedTask;
        };
        channel.BasicAcksAsync += (_, ack) =>
        {
            heard.Add($"ack {ack.DeliveryTag}");
            acked.TrySetResult();
            return Task.CompletedTask;
        };

        await channel.BasicPublishAsync("", "nowhere-at-all", mandatory: true, Side.Bytes("x"), Side.Stop);
        await acked.Task.WaitAsync(TimeSpan.FromSeconds(30), Side.Stop);

        Assert.Equal(["312 NO_ROUTE nowhere-at-all", "ack 1"], heard);
    }

    private async Task<List<string>> RouteAsync(string broker, string type, (string Key, Dictionary<string, object?>? Arguments)[] bindings, params (string Text, string Key)[] messages)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        IChannel channel = await side.ChannelAsync(isConfirming: true);
        string exchange = Side.Name(type);
        await channel.ExchangeDeclareAsync(exchange, type, durable: false, autoDelete: true, cancellationToken: Side.Stop);
        string queue = await Side.QueueAsync(channel);
        foreach ((string key, Dictionary<string, object?>? arguments) in bindings)
        {
            await channel.QueueBindAsync(queue, exchange, key, arguments, cancellationToken: Side.Stop);
        }

        foreach ((string text, string key) in messages)
        {
            await channel.BasicPublishAsync(exchange, key, Side.Bytes(text), Side.Stop);
        }

        return await Side.DrainAsync(channel, queue);
    }
}
