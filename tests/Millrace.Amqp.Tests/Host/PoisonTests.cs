using Millrace.Amqp.Host;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Host;

/// <summary>What one client sends must not hurt whoever gets it, or whoever is served at the same time.</summary>
public sealed class PoisonTests
{
    [Theory]
    [InlineData(new byte[] { 0x80, 0x80 })] // content-type and message-id, and nothing of them
    [InlineData(new byte[] { 0x10, 0x00 })] // a delivery mode that is not there
    [InlineData(new byte[] { 0x00, 0x01, 0x00, 0x00 })] // more flags
    [InlineData(new byte[] { 0x00, 0x02 })] // a property that there is not
    [InlineData(new byte[] { 0x00, 0x00, 0x07 })] // one byte too many
    [InlineData(new byte[] { 0x80, 0x00, 0x01, 0xFF })] // a text that is none
    [InlineData(new byte[] { 0x20, 0x00, 0, 0, 0, 3, 1, 97, 90 })] // a header of an unknown type
    public async Task Properties_that_nobody_can_read_are_blamed_on_their_publisher(byte[] properties)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient consumer = await RawClient.OpenAsync(test.Address);
        await consumer.SendAsync(1, new QueueDeclare("q", false, false, false, false, false, FieldTable.Empty));
        await consumer.ExpectAsync<QueueDeclareOk>();
        await consumer.SendAsync(1, new BasicConsume("q", "", false, false, false, false, FieldTable.Empty));
        await consumer.ExpectAsync<BasicConsumeOk>();
        using RawClient publisher = await RawClient.OpenAsync(test.Address);
        await publisher.WriteAsync(writer =>
        {
            writer.Method(1, new BasicPublish("", "q", false, false));
            int start = writer.Begin(FrameKind.Header, 1);
            writer.Bits16(60);
            writer.Bits16(0);
            writer.Bits64(0);
            writer.Raw(properties);
            writer.End(start);
        });
        ConnectionClose close = await publisher.ExpectAsync<ConnectionClose>();
        Assert.Equal((502, "SYNTAX_ERROR - the properties of a message cannot be read", 60, 40), ((int)close.Code, close.Text, close.ClassId, close.MethodId));
        await consumer.SendAsync(1, new ChannelFlow(true));
        await consumer.ExpectAsync<ChannelFlowOk>(); // and no delivery before it
        Assert.Contains("messages 0", test.Broker.Health.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routing_key_that_is_no_text_is_refused_and_not_taken_for_an_empty_one()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.WriteAsync(writer =>
        {
            int start = writer.Begin(FrameKind.Method, 1);
            writer.Bits32(AmqpMethod.BasicPublish);
            writer.Raw([0, 0, 0, 2, 0xC3, 0x28, 0]);
            writer.End(start);
        });
        ConnectionClose close = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal((501, "FRAME_ERROR - cannot decode <<0,0,0,2,195,40,0>>", 60, 40), ((int)close.Code, close.Text, close.ClassId, close.MethodId));
    }

    [Fact]
    public async Task A_name_for_dead_letters_that_no_message_can_carry_is_a_406()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        foreach ((string name, string at) in ((string, string)[])[(new string('x', 256), "x-dead-letter-exchange"), (new string('é', 128), "x-dead-letter-routing-key")])
        {
            using RawClient client = await RawClient.OpenAsync(test.Address);
            FieldTable arguments = new() { { at, name } };
            if (at != "x-dead-letter-exchange")
            {
                arguments.Add("x-dead-letter-exchange", "");
            }

            await client.SendAsync(1, new QueueDeclare("q", false, false, false, false, false, arguments));
            ChannelClose close = await client.ExpectAsync<ChannelClose>();
            Assert.Equal(
                (406, $"PRECONDITION_FAILED - invalid arg '{at}' for queue 'q' in vhost '/': \"expected at most 255 bytes, got 256\""), ((int)close.Code, close.Text));
        }
    }

    [Fact]
    public async Task Messages_that_never_become_whole_are_within_the_memory_limit_and_end_who_sends_them()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(new BrokerOptions { IsAnonymous = true, MemoryLimit = 1024 * 1024 });
        using RawClient greedy = await RawClient.OpenAsync(test.Address);
        const int Channels = 8;
        for (ushort number = 2; number <= Channels; number++)
        {
            await greedy.SendAsync(number, new ChannelOpen());
            await greedy.ExpectAsync<ChannelOpenOk>();
        }

        byte[] part = new byte[300_000];
        Task sending = greedy.WriteAsync(writer =>
        {
            for (ushort number = 1; number <= Channels; number++)
            {
                writer.Method(number, new BasicPublish("", "q", false, false));
                writer.Header(number, 8 * 1024 * 1024, new BasicProperties());
                writer.Body(number, part, 131072);
            }
        });
        await greedy.ExpectAsync<ConnectionBlocked>();
        ConnectionClose close = await greedy.ExpectAsync<ConnectionClose>();
        Assert.Equal(506, close.Code);
        Assert.StartsWith("RESOURCE_ERROR - memory is short, and ", close.Text, StringComparison.Ordinal);
        await sending;

        // All of it is free again, and others publish.
        Assert.Contains("messages 0", test.Broker.Health.Detail, StringComparison.Ordinal);
        using RawClient other = await RawClient.OpenAsync(test.Address);
        await other.SendAsync(1, new ConfirmSelect(true));
        await other.SendAsync(1, new BasicPublish("amq.fanout", "", false, false));
        await other.WriteAsync(writer =>
        {
            writer.Header(1, 10, new BasicProperties());
            writer.Body(1, new byte[10], 131072);
        });
        await other.ExpectAsync<BasicAck>();
    }

    [Fact]
    public async Task A_publisher_that_is_blocked_within_a_message_goes_on_where_it_was()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(1, new ConfirmSelect(true));
        await test.Broker.Faults.BlockAsync(true);
        await client.WriteAsync(writer =>
        {
            writer.Method(1, new BasicPublish("amq.fanout", "", false, false));
            writer.Header(1, 5000, new BasicProperties());
            writer.Body(1, new byte[5000], 4096);
        });
        await client.ExpectAsync<ConnectionBlocked>();
        await test.Broker.Faults.BlockAsync(false);
        byte[] frame = (await client.NextAsync())!;
        AmqpReader reader = new(frame.AsSpan(Frame.HeadSize));
        Assert.Equal(AmqpMethod.ConnectionUnblocked, reader.Bits32());
        Assert.Equal(new BasicAck(1, false), await client.ExpectAsync<BasicAck>());
        await Eventually.TrueAsync(() => test.Broker.Health.IsReady, "the end of the alarm");
    }

    [Fact]
    public async Task Bindings_that_differ_only_in_the_order_of_their_arguments_are_one()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(1, new QueueDeclare("q", false, false, false, false, false, FieldTable.Empty));
        await client.ExpectAsync<QueueDeclareOk>();
        FieldTable one = new() { { "a", (byte)1 }, { "b", "text" }, { "c", new List<object?> { 1, 2L } } };
        FieldTable other = new() { { "c", new List<object?> { 1L, (short)2 } }, { "b", "text" }, { "a", 1 } };
        await client.SendAsync(1, new QueueBind("q", "amq.headers", "", true, one));
        await client.SendAsync(1, new QueueBind("q", "amq.headers", "", true, other));
        await PublishAsync();
        await client.SendAsync(1, new QueueDeclare("q", true, false, false, false, false, FieldTable.Empty));
        Assert.Equal(1u, (await client.ExpectAsync<QueueDeclareOk>()).Messages);
        await client.SendAsync(1, new QueueUnbind("q", "amq.headers", "", other));
        await client.NextAsync();
        await PublishAsync();
        await client.SendAsync(1, new QueueDeclare("q", true, false, false, false, false, FieldTable.Empty));
        Assert.Equal(1u, (await client.ExpectAsync<QueueDeclareOk>()).Messages);

        Task PublishAsync() => client.WriteAsync(writer =>
        {
            writer.Method(1, new BasicPublish("amq.headers", "", false, false));
            writer.Header(1, 0, new BasicProperties { Headers = one });
        });
    }
}
