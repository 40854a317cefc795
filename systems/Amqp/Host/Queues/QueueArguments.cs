using System.Text;
using Millrace.Amqp.Host.Exchanges;
using Millrace.Amqp.Wire;

namespace Millrace.Amqp.Host.Queues;

/// <summary>What the arguments of queue.declare mean. Those that are not known here are kept, compared by nobody and do nothing, as in RabbitMQ.</summary>
internal sealed record QueueArguments
{
    /// <summary>The arguments that a second declaration must have alike.</summary>
    private static readonly string[] Compared =
    [
        "x-expires", "x-message-ttl", "x-dead-letter-exchange", "x-dead-letter-routing-key", "x-max-length", "x-max-length-bytes", "x-overflow",
        "x-max-priority", "x-single-active-consumer", "x-queue-type",
    ];

    /// <summary>How long a message may wait, in milliseconds; null for as long as it likes.</summary>
    public long? MessageTtl { get; private init; }

    /// <summary>How long the queue may go unused, in milliseconds; null for ever.</summary>
    public long? Expires { get; private init; }

    /// <summary>Ready messages at most.</summary>
    public long MaxLength { get; private init; } = long.MaxValue;

    /// <summary>Bytes of bodies of ready messages at most.</summary>
    public long MaxBytes { get; private init; } = long.MaxValue;

    /// <summary>True where a full queue takes no more; else it drops its oldest.</summary>
    public bool RejectsPublish { get; private init; }

    /// <summary>True where what it rejects is dead-lettered as well.</summary>
    public bool DeadLettersRejected { get; private init; }

    public string? DeadLetterExchange { get; private init; }

    public string? DeadLetterKey { get; private init; }

    /// <summary>True where only the oldest consumer gets messages.</summary>
    public bool IsSingleActive { get; private init; }

    public required FieldTable Raw { get; init; }

    /// <exception cref="BrokerRefusal">A value is of the wrong type or out of range.</exception>
    public static QueueArguments Read(FieldTable table, string queue, string host)
    {
        string At(string name) => $"invalid arg '{name}' for queue '{queue}' in vhost '{host}': ";
        long? Number(string name, long least)
        {
            if (!table.TryGet(name, out object? value))
            {
                return null;
            }

            if (FieldComparison.WholeNumber(value) is not { } number)
            {
                throw BrokerRefusal.Precondition($"{At(name)}\"expected integer, got {FieldText.TypeOf(value)}\"");
            }

            return number >= least && number <= long.MaxValue
                ? (long)number
                : throw BrokerRefusal.Precondition($"{At(name)}{(number == 0 ? "{value_zero,0}" : $"{{value_negative,{number}}}")}");
        }

        string? Text(string name) => !table.TryGet(name, out object? value) ? null
            : value as string ?? throw BrokerRefusal.Precondition($"invalid type '{FieldText.TypeOf(value)}' for arg '{name}' in queue '{queue}' in vhost '{host}'");

        string? overflow = table.TryGet("x-overflow", out object? policy) && policy is not string
            ? throw BrokerRefusal.Precondition($"{At("x-overflow")}{{unacceptable_type,{FieldText.TypeOf(policy)}}}")
            : policy as string;
        if (overflow is not (null or "drop-head" or "reject-publish" or "reject-publish-dlx"))
        {
            throw BrokerRefusal.Precondition($"{At("x-overflow")}invalid_overflow");
        }

        string? type = Text("x-queue-type");
        if (type is not (null or "classic" or "quorum"))
        {
            throw BrokerRefusal.Precondition($"{At("x-queue-type")}\"unsupported queue type '{type}'\"");
        }

        // Dead letters carry both as short strings.
        string? Name(string name) => Text(name) is not { } text || Encoding.UTF8.GetByteCount(text) <= byte.MaxValue ? Text(name)
            : throw BrokerRefusal.Precondition($"{At(name)}\"expected at most {byte.MaxValue} bytes, got {Encoding.UTF8.GetByteCount(text)}\"");

        string? exchange = Name("x-dead-letter-exchange");
        string? key = Name("x-dead-letter-routing-key");
        if (key is not null && exchange is null)
        {
            throw BrokerRefusal.Precondition($"{At("x-dead-letter-routing-key")}routing_key_but_no_dlx_defined");
        }

        return new QueueArguments
        {
            MessageTtl = Number("x-message-ttl", 0),
            Expires = Number("x-expires", 1),
            MaxLength = Number("x-max-length", 0) ?? long.MaxValue,
            MaxBytes = Number("x-max-length-bytes", 0) ?? long.MaxValue,
            RejectsPublish = overflow is "reject-publish" or "reject-publish-dlx",
            DeadLettersRejected = overflow is "reject-publish-dlx",
            DeadLetterExchange = exchange,
            DeadLetterKey = key,
            IsSingleActive = table["x-single-active-consumer"] is true,
            Raw = table,
        };
    }

    /// <summary>Refuses a second declaration whose arguments are not those of the first.</summary>
    public void ThrowUnlessSame(FieldTable asked, string queue, string host)
    {
        foreach (string name in Compared)
        {
            Raw.TryGet(name, out object? current);
            asked.TryGet(name, out object? received);
            bool isSame = FieldComparison.AreEqual(current, received)
                || (name == "x-queue-type" && (current ?? "classic") is "classic" && (received ?? "classic") is "classic");
            if (!isSame && current is not null && received is not null && FieldText.TypeOf(current) == FieldText.TypeOf(received))
            {
                throw BrokerRefusal.Precondition(
                    $"inequivalent arg '{name}' for queue '{queue}' in vhost '{host}': received '{FieldText.Of(received)}' but current is '{FieldText.Of(current)}'");
            }

            if (!isSame)
            {
                throw BrokerRefusal.Precondition(
                    $"inequivalent arg '{name}' for queue '{queue}' in vhost '{host}': received {Described(received)} but current is {Described(current)}");
            }
        }
    }

    private static string Described(object? value) => value is null ? "none" : $"the value '{FieldText.Of(value)}' of type '{FieldText.TypeOf(value)}'";
}
