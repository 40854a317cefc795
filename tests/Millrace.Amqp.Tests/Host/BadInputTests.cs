using Millrace.Amqp.Host;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Host;

public sealed class BadInputTests
{
    [Fact]
    public async Task Who_speaks_something_else_is_told_what_is_spoken_here()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        foreach (string hello in (string[])["GET / HTTP/1.1\r\n\r\n", "AMQP\u0001\u0001\u0008\0", "\u0016\u0003\u0001\u0002\0\u0001\0\u0001"])
        {
            using RawClient client = await RawClient.ConnectAsync(test.Address);
            await client.SendAsync(System.Text.Encoding.Latin1.GetBytes(hello));
            Assert.Equal(ProtocolHeader.Bytes.ToArray(), await client.ReadToEndAsync());
        }
    }

    [Theory]
    [InlineData(new byte[] { 9, 0, 1, 0, 0, 0, 4, 97, 98, 99, 100, 0xCE }, "type 9, all octets = <<\"abcd\">>: unknown_frame")]
    [InlineData(new byte[] { 1, 0, 1, 0, 0, 0, 4, 0, 60, 0, 10, 0xCD }, "type 1, all octets = <<0,60,0,10>>: {invalid_frame_end_marker,205}")]
    [InlineData(new byte[] { 1, 0, 1, 0, 3, 13, 64 }, "type 1, all octets = <<>>: {frame_too_large,200000,131064}")]
    public async Task A_broken_frame_closes_its_connection_with_501_and_no_other(byte[] bytes, string detail)
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient bystander = await RawClient.OpenAsync(test.Address);
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(bytes);
        ConnectionClose close = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal(501, close.Code);
        Assert.Equal($"FRAME_ERROR - {detail}", close.Text);
        await bystander.SendAsync(1, new QueueDeclare("", false, false, true, false, false, FieldTable.Empty));
        await bystander.ExpectAsync<QueueDeclareOk>();
    }

    [Fact]
    public async Task Truncated_arguments_and_unknown_methods_are_named()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient truncated = await RawClient.OpenAsync(test.Address);
        await truncated.SendAsync([1, 0, 1, 0, 0, 0, 10, 0, 50, 0, 10, 0, 0, 32, 97, 98, 99, 0xCE]);
        ConnectionClose close = await truncated.ExpectAsync<ConnectionClose>();
        Assert.Equal((501, "FRAME_ERROR - cannot decode <<0,0,32,97,98,99>>", 50, 10), ((int)close.Code, close.Text, close.ClassId, close.MethodId));
        using RawClient unknown = await RawClient.OpenAsync(test.Address);
        await unknown.SendAsync([1, 0, 1, 0, 0, 0, 4, 0, 60, 0, 99, 0xCE]);
        Assert.Equal("NOT_IMPLEMENTED - unknown method 60.99", (await unknown.ExpectAsync<ConnectionClose>()).Text);
        using RawClient closed = await RawClient.OpenAsync(test.Address);
        await closed.SendAsync(7, new BasicAck(1, false));
        Assert.Equal("CHANNEL_ERROR - expected 'channel.open'", (await closed.ExpectAsync<ConnectionClose>()).Text);
    }

    [Fact]
    public async Task Content_out_of_turn_is_a_505()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient early = await RawClient.OpenAsync(test.Address);
        await early.WriteAsync(writer => writer.Body(1, "x"u8, 4096));
        Assert.Equal("UNEXPECTED_FRAME - expected method frame, got non method frame instead", (await early.ExpectAsync<ConnectionClose>()).Text);
        using RawClient missing = await RawClient.OpenAsync(test.Address);
        await missing.SendAsync(1, new BasicPublish("", "q", false, false));
        await missing.SendAsync(1, new BasicAck(1, false));
        Assert.Equal(
            "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead", (await missing.ExpectAsync<ConnectionClose>()).Text);
    }

    [Fact]
    public async Task A_body_of_a_gigabyte_is_refused_by_its_header()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address);
        await client.SendAsync(1, new BasicPublish("", "q", false, false));
        await client.WriteAsync(writer => writer.Header(1, 1 << 30, new BasicProperties()));
        ChannelClose close = await client.ExpectAsync<ChannelClose>();
        Assert.Equal((406, "PRECONDITION_FAILED - message size 1073741824 is larger than configured max size 134217728"), ((int)close.Code, close.Text));

        // The body that was on its way is ignored, and the number can be used again.
        await client.WriteAsync(writer => writer.Body(1, new byte[5000], 4096));
        await client.WriteAsync(writer => writer.Method(1, AmqpMethod.ChannelCloseOk));
        await client.SendAsync(1, new ChannelOpen());
        await client.ExpectAsync<ChannelOpenOk>();
    }

    [Fact]
    public async Task Channels_beyond_the_agreed_limit_are_refused()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.OpenAsync(test.Address, channel: false, tune: new ConnectionTuneOk(2, 131072, 0));
        for (ushort number = 1; number <= 2; number++)
        {
            await client.SendAsync(number, new ChannelOpen());
            await client.ExpectAsync<ChannelOpenOk>();
        }

        await client.SendAsync(3, new ChannelOpen());
        ConnectionClose close = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal((530, "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)"), ((int)close.Code, close.Text));
    }

    [Fact]
    public async Task Who_does_not_finish_the_handshake_in_time_is_dropped()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(new BrokerOptions { IsAnonymous = true, HandshakeTimeout = TimeSpan.FromMilliseconds(500) });
        using RawClient silent = await RawClient.ConnectAsync(test.Address);
        using RawClient slow = await RawClient.ConnectAsync(test.Address);
        try
        {
            await slow.SendAsync("AMQ"u8.ToArray());
        }
        catch (IOException)
        {
            // On a machine that is slower than the time for the handshake it has been dropped already, which is what is asked for.
        }

        Assert.Empty(await silent.ReadToEndAsync());
        Assert.Empty(await slow.ReadToEndAsync());
        await Eventually.TrueAsync(() => test.Broker.Connections == 0, "the end of both connections");
    }

    [Fact]
    public async Task One_connection_too_many_is_closed_and_the_others_stay()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(new BrokerOptions { IsAnonymous = true, MaxConnections = 1 });
        using RawClient first = await RawClient.OpenAsync(test.Address);
        using RawClient second = await RawClient.ConnectAsync(test.Address);
        Assert.Empty(await second.ReadToEndAsync());
        await first.SendAsync(1, new ChannelFlow(true));
        await first.ExpectAsync<ChannelFlowOk>();
    }

    [Fact]
    public async Task Mutated_conversations_never_hurt_anybody_else()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync(new BrokerOptions { IsAnonymous = true, CloseTimeout = TimeSpan.FromMilliseconds(50) });
        using RawClient bystander = await RawClient.OpenAsync(test.Address);
        byte[] valid = Conversation();
        foreach (byte[] wrong in Garbage.Mutations(valid, seed: 5, count: 150))
        {
            using RawClient client = await RawClient.ConnectAsync(test.Address);
            await client.SendAsync(wrong);
            client.Reset();
        }

        await bystander.SendAsync(1, new QueueDeclare("", false, false, true, false, false, FieldTable.Empty));
        await bystander.ExpectAsync<QueueDeclareOk>();
        await Eventually.TrueAsync(() => test.Broker.Connections == 1, "the end of all other connections");
        Assert.True(test.Broker.Health.IsLive);
    }

    [Fact]
    public async Task A_conversation_byte_by_byte_is_understood()
    {
        await using BrokerInTest test = await BrokerInTest.StartAsync();
        using RawClient client = await RawClient.ConnectAsync(test.Address);
        foreach (byte one in Conversation())
        {
            await client.SendAsync([one]);
        }

        await client.ExpectAsync<ConnectionStart>();
        await client.ExpectAsync<ConnectionTune>();
        await client.ExpectAsync<ConnectionOpenOk>();
        await client.ExpectAsync<ChannelOpenOk>();
        await client.ExpectAsync<QueueDeclareOk>();
        await client.ExpectAsync<BasicGetOk>();
    }

    private static byte[] Conversation()
    {
        AmqpWriter writer = new();
        writer.Raw(ProtocolHeader.Bytes);
        writer.Method(0, new ConnectionStartOk(MethodSamplesTable(), "PLAIN", "\0guest\0guest"u8.ToArray(), "en_US"));
        writer.Method(0, new ConnectionTuneOk(2047, 131072, 0));
        writer.Method(0, new ConnectionOpen("/"));
        writer.Method(1, new ChannelOpen());
        writer.Method(1, new QueueDeclare("mutated", false, false, false, true, false, FieldTable.Empty));
        writer.Method(1, new BasicPublish("", "mutated", true, false));
        writer.Header(1, 6000, new BasicProperties { Headers = MethodSamplesTable(), MessageId = "m" });
        writer.Body(1, new byte[6000], 4096);
        writer.Method(1, new BasicGet("mutated", false));
        writer.Method(1, new BasicAck(1, false));
        return writer.Written.ToArray();
    }

    private static FieldTable MethodSamplesTable() => Wire.MethodSamples.Table();
}
