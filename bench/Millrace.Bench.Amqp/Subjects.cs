using Millrace.Amqp;
using Millrace.Bench.Amqp.Breaking;
using Millrace.Bench.Amqp.Consuming;
using Millrace.Bench.Amqp.Pooling;
using Millrace.Bench.Amqp.Publishing;

namespace Millrace.Bench.Amqp;

/// <summary>Names to subjects.</summary>
internal static class Subjects
{
    public static PublishSubject Publish(string name) => name switch
    {
        "peer" => new PeerPublish(),
        "ours" => new OurPublish(),
        "raw" => new RawPublish(),
        _ => throw Unknown(name),
    };

    public static BreakSubject Break(string name) => name switch
    {
        "peer" => new PeerBreak(),
        "ours" => new OurBreak(),
        _ => throw Unknown(name),
    };

    public static ConsumeSubject Consume(string name) => name switch
    {
        "peer" => new PeerConsume(),
        "ours" => new OurConsume(),
        "raw" => new RawConsume(),
        _ => throw Unknown(name),
    };

    public static PoolSubject Pool(string name) => name switch
    {
        "peer" => new PeerPool(),
        "ours" => new OurPool(),
        _ => throw Unknown(name),
    };

    public static Task<AmqpClient> OursAsync(Uri broker, Func<AmqpOptions, AmqpOptions> change) =>
        AmqpClient.ConnectAsync(change(new AmqpOptions { Brokers = [broker] }));

    private static FormatException Unknown(string name) => new($"'{name}' cannot do this; see --help");
}
