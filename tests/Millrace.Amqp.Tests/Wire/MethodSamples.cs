using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Tests.Wire;

/// <summary>One of each method, as a frame and as what reads it back.</summary>
internal static class MethodSamples
{
    /// <summary>A table with every type of value, tables and arrays within.</summary>
    public static FieldTable Table() => new()
    {
        { "yes", true },
        { "no", false },
        { "b", (sbyte)-5 },
        { "B", (byte)200 },
        { "s", (short)-300 },
        { "u", (ushort)60000 },
        { "I", -70000 },
        { "i", 4000000000u },
        { "l", -5000000000L },
        { "f", 1.5f },
        { "d", -2.25 },
        { "D", new FieldDecimal(2, 1234) },
        { "S", "text with ümlaut" },
        { "raw", new FieldBytes(new byte[] { 0xFF, 0xFE }, true) },
        { "x", new FieldBytes(new byte[] { 1, 2, 3 }, false) },
        { "T", new FieldTime(1700000000) },
        { "V", null },
        { "A", new List<object?> { 1, "two", null, new List<object?> { 3L } } },
        { "F", new FieldTable { { "inner", new FieldTable { { "deep", true } } } } },
    };

    /// <summary>The frame of each method, by name, and whether reading it back gives an equal frame.</summary>
    public static IEnumerable<(string Name, byte[] Frame, Func<byte[], byte[]?> ReadAndWrite)> All()
    {
        yield return Of(new ConnectionStart(0, 9, Table(), "PLAIN AMQPLAIN", "en_US"));
        yield return Of(new ConnectionStartOk(Table(), "PLAIN", "\0guest\0secret"u8.ToArray(), "en_US"));
        yield return Of(new ConnectionTune(2047, 131072, 60));
        yield return Of(new ConnectionTuneOk(1, 4096, 0));
        yield return Of(new ConnectionOpen("/"));
        yield return Of(new ConnectionOpenOk());
        yield return Of(new ConnectionClose(540, "NOT_IMPLEMENTED - no", 60, 10));
        yield return Of(new ConnectionBlocked("low on memory"));
        yield return Of(new ChannelOpen());
        yield return Of(new ChannelOpenOk());
        yield return Of(new ChannelFlow(true));
        yield return Of(new ChannelFlowOk(false));
        yield return Of(new ChannelClose(404, "NOT_FOUND - no queue", 50, 10));
        yield return Of(new ExchangeDeclare("e", "topic", true, true, false, true, false, Table()));
        yield return Of(new ExchangeDelete("e", true, false));
        yield return Of(new ExchangeBind("to", "from", "key", false, Table()));
        yield return Of(new ExchangeUnbind("to", "from", "key", true, Table()));
        yield return Of(new QueueDeclare("q", false, true, false, true, false, Table()));
        yield return Of(new QueueDeclareOk("q", 7, 8));
        yield return Of(new QueueBind("q", "e", "key", true, Table()));
        yield return Of(new QueueUnbind("q", "e", "key", Table()));
        yield return Of(new QueuePurge("q", false));
        yield return Of(new QueuePurgeOk(5));
        yield return Of(new QueueDelete("q", true, false, true));
        yield return Of(new QueueDeleteOk(6));
        yield return Of(new BasicQos(0, 100, true));
        yield return Of(new BasicConsume("q", "tag", true, false, true, false, Table()));
        yield return Of(new BasicConsumeOk("tag"));
        yield return Of(new BasicCancel("tag", true));
        yield return Of(new BasicCancelOk("tag"));
        yield return Of(new BasicPublish("e", "key", true, false));
        yield return Of(new BasicReturn(312, "NO_ROUTE", "e", "key"));
        yield return Of(new BasicDeliver("tag", 1UL << 40, true, "e", "key"));
        yield return Of(new BasicGet("q", true));
        yield return Of(new BasicGetOk(9, false, "e", "key", 3));
        yield return Of(new BasicGetEmpty());
        yield return Of(new BasicAck(77, true));
        yield return Of(new BasicReject(78, true));
        yield return Of(new BasicRecover(true));
        yield return Of(new BasicNack(79, true, false));
        yield return Of(new ConfirmSelect(true));
    }

    private static (string Name, byte[] Frame, Func<byte[], byte[]?> ReadAndWrite) Of<T>(T method)
        where T : IAmqpMethod<T> => (AmqpMethod.NameOf(T.Id)!, Write(method), ReadAndWrite<T>);

    private static byte[] Write<T>(T method)
        where T : IAmqpMethod<T>
    {
        AmqpWriter writer = new(16);
        writer.Method(3, method);
        return writer.Written.ToArray();
    }

    // Null where the arguments cannot be read.
    private static byte[]? ReadAndWrite<T>(byte[] payload)
        where T : IAmqpMethod<T>
    {
        AmqpReader reader = new(payload);
        Assert.Equal(T.Id, reader.Bits32());
        T method = T.Read(ref reader);
        return reader.IsBroken ? null : Write(method);
    }
}
