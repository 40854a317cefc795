using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Amqp.Load;

/// <summary>The ways in which the client library is driven, its operations, counts and settings.</summary>
internal static class AmqpModes
{
    public const string Publish = "publish";
    public const string Confirm = "confirm";
    public const string Pool = "pool";
    public const string Consume = "consume";
    public const string Burst = "burst";
    public const string Mixed = "mixed";
    public const string Recover = "recover";

    /// <summary>A message handed over without waiting for the broker's word.</summary>
    public static readonly OperationId PublishOperation = new(0);

    /// <summary>A message until the broker's word on it.</summary>
    public static readonly OperationId ConfirmOperation = new(1);

    /// <summary>A message from its publishing until a consumer has it.</summary>
    public static readonly OperationId DeliverOperation = new(2);

    /// <summary>A channel of the pool, from the wish for it until it is given back.</summary>
    public static readonly OperationId RentOperation = new(3);

    /// <summary>From a cut of every connection until all tasks have published again.</summary>
    public static readonly OperationId RecoverOperation = new(4);

    public static SystemInfo Info { get; } = new()
    {
        Name = "amqp",
        Description = "AMQP client library: publishers, channel pool and consumers that share connections to RabbitMQ and recover by themselves",
        Operations = ["publish", "confirm", "deliver", "rent", "recover"],
        // The library opens two connections and the lab one each for what it starts.
        SocketsFor = static _ => 8,
        Modes =
        [
            new(Publish, "each task publishes without waiting for the broker's word; what arrived is read at the end", new Closed()) { Starts = PublishOperation },
            new(Confirm, "each task publishes its next message when the broker has confirmed the last", new Closed()) { Starts = ConfirmOperation },
            new(Pool, "each task takes a channel from the pool and gives it back", new Closed()) { Starts = RentOperation },
            new(Consume, "each task publishes with confirmation, and consumers take every message", new Closed()) { Starts = ConfirmOperation },
            new(Burst, "all tasks at once publish so many messages each, pause, and do it again", new Closed()) { Starts = ConfirmOperation },
            new(Mixed, "each task takes a channel and publishes over it, then publishes with confirmation", new Closed()) { Starts = RentOperation },
            new(Recover, "every connection is cut again and again while all tasks publish; each time until all publish again", new Closed()) { Starts = ConfirmOperation },
        ],
        Counts = AmqpCounts.All,
        Schemes = ["amqp", "amqps"],
        Parameters =
        [
            new(AmqpSettings.ConsumersName, "consumers, each with a channel of its own, 0 to 2,000", "0"),
            new(AmqpSettings.QueuesName, "queues that messages are spread over, 1 to 2,000; they belong to the run and are deleted after it", "1"),
            new(AmqpSettings.QueueTypeName, "classic or quorum", "classic"),
            new(AmqpSettings.PersistentName, "whether messages are marked as persistent, true or false", "false"),
            new(AmqpSettings.ConfirmName, "in modes consume, burst and mixed: whether tasks wait for the broker's word, true or false", "true"),
            new(AmqpSettings.OutstandingName, "confirmed messages at most that wait for the broker's word, over all tasks, 1 to 1,000,000", "2048"),
            new(AmqpSettings.PublishChannelsName, "channels that messages are published over, 1 to 256", "8"),
            new(AmqpSettings.ChannelsName, "channels of the pool at most, 1 to 2,047", "100"),
            new(AmqpSettings.HoldName, "in mode pool: what a task does while it holds a channel: none, or yield (lets another task run)", "none"),
            new(AmqpSettings.PrefetchName, "deliveries that a consumer has ahead of its acknowledgements, 1 to 65,535", "32"),
            new(AmqpSettings.AckBatchName, "deliveries acknowledged at once, 1 to 65,535", "1"),
            new(AmqpSettings.BurstName, "in mode burst: messages of each task in a burst, 1 to 100,000", "10"),
            new(AmqpSettings.BurstEveryName, "in mode burst: from the start of one burst to the next, such as 500ms", "500ms"),
            new(AmqpSettings.ProbeAfterName, "a connection silent for so long is asked a question; 0 for never", "500ms"),
            new(AmqpSettings.ProbeTimeoutName, "a question not answered for so long ends the connection", "500ms"),
            new(AmqpSettings.PrefixName, "what the names of the run's queues begin with, 1 to 64 letters, digits, dots, dashes", "millrace"),
            new(AmqpSettings.PasswordFileName, "a file whose first line is the password for the user of --target, which a command line would show to everybody on the machine", ""),
            new(AmqpSettings.ServeName, "further options of the embedded broker", ""),
        ],
        DefaultPayloadBytes = 100,
        MinPayloadBytes = Subject.MessageBody.HeadBytes,
        MaxPayloadBytes = 16 * 1024 * 1024,
    };
}
