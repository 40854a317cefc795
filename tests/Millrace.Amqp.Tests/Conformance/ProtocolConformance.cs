using System.Buffers.Binary;
using Millrace.Amqp.Tests.Host;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Testing;
using WireProperties = Millrace.Amqp.Wire.BasicProperties;

namespace Millrace.Amqp.Tests.Conformance;

/// <summary>What ends a whole connection: the same code, the same text and the same method from both.</summary>
public sealed class ProtocolConformance(SharedRabbit rabbit)
{
    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_method_on_a_channel_that_is_not_open_is_504(string broker) =>
        EndsAsync(broker, (504, "CHANNEL_ERROR - expected 'channel.open'", 60, 10), client => client.SendAsync(2, new BasicQos(0, 1, false)));

    [Theory, ClassData(typeof(BothBrokers))]
    public Task Opening_a_channel_twice_is_504(string broker) =>
        EndsAsync(broker, (504, "CHANNEL_ERROR - second 'channel.open' seen", 20, 10), client => client.SendAsync(1, new ChannelOpen()));

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_channel_beyond_the_limit_is_530(string broker)
    {
        (int, int) method = broker == BothBrokers.RabbitMq ? (0, 0) : (20, 10); // ours says which method it was, RabbitMQ does not
        return EndsAsync(broker, (530, "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)", method.Item1, method.Item2), async client =>
        {
            await client.SendAsync(2, new ChannelOpen());
            await client.ExpectAsync<ChannelOpenOk>();
            await client.SendAsync(3, new ChannelOpen());
        }, new ConnectionTuneOk(2, 131072, 0));
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_header_without_its_method_is_505(string broker) =>
        EndsAsync(broker, (505, "UNEXPECTED_FRAME - expected method frame, got non method frame instead", 0, 0), client => client.WriteAsync(writer => writer.Header(1, 3, new WireProperties())));

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_method_in_the_place_of_content_is_505(string broker) =>
        EndsAsync(broker, (505, "UNEXPECTED_FRAME - expected content header for class 60, got non content header frame instead", 60, 40), async client =>
        {
            await client.SendAsync(1, new BasicPublish("", "nowhere", false, false));
            await client.SendAsync(1, new BasicQos(0, 1, false));
        });

    [Theory, ClassData(typeof(BothBrokers))]
    public Task Immediate_publishing_is_540(string broker) =>
        EndsAsync(broker, (540, "NOT_IMPLEMENTED - immediate=true", 60, 40), client => client.WriteAsync(writer =>
        {
            writer.Method(1, new BasicPublish("", "nowhere", false, IsImmediate: true));
            writer.Header(1, 1, new WireProperties());
            writer.Body(1, "x"u8, 131072);
        }));

    [Theory, ClassData(typeof(BothBrokers))]
    public Task A_prefetch_in_bytes_is_540(string broker) =>
        EndsAsync(broker, (540, "NOT_IMPLEMENTED - prefetch_size!=0 (4096)", 60, 10), client => client.SendAsync(1, new BasicQos(4096, 1, false)));

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task A_virtual_host_that_is_not_there_is_530(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        (string user, string password) = Credentials(side);
        using RawClient client = await RawClient.ConnectAsync(side.Uri);
        await client.SendAsync(ProtocolHeader.Bytes.ToArray());
        await client.ExpectAsync<ConnectionStart>();
        await client.SendAsync(0, new ConnectionStartOk(new FieldTable(), "PLAIN", Side.Bytes($"\0{user}\0{password}"), "en_US"));
        await client.ExpectAsync<ConnectionTune>();
        await client.SendAsync(0, new ConnectionTuneOk(2047, 131072, 0));
        await client.SendAsync(0, new ConnectionOpen("no-such-host"));
        Assert.Equal(new ConnectionClose(530, "NOT_ALLOWED - vhost no-such-host not found", 10, 40), await client.ExpectAsync<ConnectionClose>());
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Who_is_silent_for_two_heartbeats_is_dropped_without_a_word(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        (string user, string password) = Credentials(side);
        using RawClient client = await RawClient.OpenAsync(side.Uri, channel: false, user, password, new ConnectionTuneOk(2047, 131072, Heartbeat: 1));
        Assert.Null(await client.NextAsync()); // the end, with nothing but heartbeats before it
    }

    [Theory, ClassData(typeof(BothBrokers))]
    public async Task Recover_gives_back_what_was_not_acked(string broker)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        (string user, string password) = Credentials(side);
        using RawClient client = await RawClient.OpenAsync(side.Uri, channel: true, user, password);
        string queue = Side.Name("recover");
        await client.SendAsync(1, new QueueDeclare(queue, false, false, IsExclusive: true, false, false, new FieldTable()));
        await client.ExpectAsync<QueueDeclareOk>();
        await client.WriteAsync(writer =>
        {
            writer.Method(1, new BasicPublish("", queue, false, false));
            writer.Header(1, 1, new WireProperties());
            writer.Body(1, "x"u8, 131072);
            writer.Method(1, new BasicGet(queue, NoAck: false));
        });
        Assert.False((await client.ExpectAsync<BasicGetOk>()).IsRedelivered);
        await client.NextAsync(); // header
        await client.NextAsync(); // body
        await client.WriteAsync(writer => writer.Method(1, new BasicRecover(true)));
        byte[] ok = await client.NextAsync() ?? [];
        Assert.Equal(AmqpMethod.BasicRecoverOk, BinaryPrimitives.ReadUInt32BigEndian(ok.AsSpan(7)));
        await client.SendAsync(1, new BasicGet(queue, NoAck: true));
        Assert.True((await client.ExpectAsync<BasicGetOk>()).IsRedelivered);
    }

    private static (string User, string Password) Credentials(Side side) => side.Uri.UserInfo.Split(':') is [string user, string password] ? (user, password) : throw new InvalidOperationException("no credentials");

    private async Task EndsAsync(string broker, (int Code, string Text, int ClassId, int MethodId) close, Func<RawClient, Task> offence, ConnectionTuneOk? tune = null)
    {
        await using Side side = await Side.OpenAsync(broker, rabbit);
        (string user, string password) = Credentials(side);
        using RawClient client = await RawClient.OpenAsync(side.Uri, channel: true, user, password, tune);
        await offence(client);
        ConnectionClose came = await client.ExpectAsync<ConnectionClose>();
        Assert.Equal(close, ((int)came.Code, came.Text, (int)came.ClassId, (int)came.MethodId));
    }
}
