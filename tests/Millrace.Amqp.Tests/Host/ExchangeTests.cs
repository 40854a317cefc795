using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Host;

public sealed class ExchangeTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("a.b.c", "a.b.c", true)]
    [InlineData("a.*.c", "a.b.c", true)]
    [InlineData("a.*.c", "a.b.b.c", false)]
    [InlineData("a.#", "a", true)]
    [InlineData("a.#", "a.b.c", true)]
    [InlineData("#", "", true)]
    [InlineData("#.c", "a.b.c", true)]
    [InlineData("#.b.#", "a.b.c", true)]
    [InlineData("#.#.#", "x", true)]
    [InlineData("*", "", true)]
    [InlineData("*.#", "a", true)]
    [InlineData("a.*", "a", false)]
    [InlineData("a.*", "a.", true)]
    [InlineData("*.b", "a.c", false)]
    [InlineData("#.a.#.a", "a.x.a", true)]
    [InlineData("#.a.#.a", "a.x", false)]
    public async Task Topic_patterns_match_words(string pattern, string key, bool isMatch)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        await channel.QueueBindAsync(queue, "amq.topic", pattern, cancellationToken: Token);
        await channel.BasicPublishAsync("amq.topic", key, new byte[1], Token);
        Assert.Equal(isMatch ? 1u : 0u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
    }

    [Fact]
    public async Task Headers_are_compared_all_or_any()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string all = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        string any = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        await channel.QueueBindAsync(all, "amq.headers", "", new Dictionary<string, object?> { ["x-match"] = "all", ["a"] = 1, ["b"] = "two" }, cancellationToken: Token);
        await channel.QueueBindAsync(any, "amq.headers", "", new Dictionary<string, object?> { ["x-match"] = "any", ["a"] = 1, ["b"] = "two" }, cancellationToken: Token);
        foreach (Dictionary<string, object?> headers in (Dictionary<string, object?>[])[new() { ["a"] = 1L, ["b"] = "two" }, new() { ["a"] = 1 }, new() { ["a"] = 2 }])
        {
            await channel.BasicPublishAsync("amq.headers", "", false, new BasicProperties { Headers = headers }, new byte[1], Token);
        }

        Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(all, Token)).MessageCount);
        Assert.Equal(2u, (await channel.QueueDeclarePassiveAsync(any, Token)).MessageCount);
    }

    [Fact]
    public async Task Exchanges_bound_in_a_circle_deliver_once()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        await channel.ExchangeDeclareAsync("one", "fanout", cancellationToken: Token);
        await channel.ExchangeDeclareAsync("two", "direct", cancellationToken: Token);
        await channel.ExchangeBindAsync("two", "one", "k", cancellationToken: Token);
        await channel.ExchangeBindAsync("one", "two", "k", cancellationToken: Token);
        await channel.QueueBindAsync(queue, "one", "", cancellationToken: Token);
        await channel.QueueBindAsync(queue, "two", "k", cancellationToken: Token);
        await channel.BasicPublishAsync("two", "k", new byte[1], Token);
        Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
    }

    [Fact]
    public async Task A_route_is_forgotten_when_bindings_change()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync();
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        for (uint round = 0; round < 3; round++)
        {
            await channel.BasicPublishAsync("amq.direct", "k", new byte[1], Token);
            await channel.QueueBindAsync(queue, "amq.direct", "k", cancellationToken: Token);
            await channel.BasicPublishAsync("amq.direct", "k", new byte[1], Token);
            await channel.QueueUnbindAsync(queue, "amq.direct", "k", cancellationToken: Token);
            Assert.Equal(round + 1, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        }
    }

    [Fact]
    public async Task What_nobody_takes_goes_to_the_alternate_exchange_and_copies_to_CC()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        IChannel channel = await test.OpenChannelAsync(new CreateChannelOptions(true, true));
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        string copied = (await channel.QueueDeclareAsync(cancellationToken: Token)).QueueName;
        await channel.ExchangeDeclareAsync("main", "direct", arguments: new Dictionary<string, object?> { ["alternate-exchange"] = "amq.fanout" }, cancellationToken: Token);
        await channel.QueueBindAsync(queue, "amq.fanout", "", cancellationToken: Token);
        await channel.BasicPublishAsync("main", "nobody", true, new byte[1], Token);
        Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        BasicProperties properties = new() { Headers = new Dictionary<string, object?> { ["CC"] = new List<object> { copied } } };
        await channel.BasicPublishAsync("", queue, true, properties, new byte[1], Token);
        Assert.Equal(2u, (await channel.QueueDeclarePassiveAsync(queue, Token)).MessageCount);
        Assert.Equal(1u, (await channel.QueueDeclarePassiveAsync(copied, Token)).MessageCount);
    }
}
