using RabbitMQ.Client;

namespace Millrace.Amqp.Publishing;

/// <summary>A message as its caller gave it, and the id that the publisher gave it: a prefix and a number, so that no text has to be made of them.</summary>
internal readonly struct OutgoingMessage(
    string exchange, string routingKey, ReadOnlyMemory<byte> body, BasicProperties? properties, bool isMandatory, string? idPrefix, ulong idNumber)
{
    public string Exchange { get; } = exchange;

    public string RoutingKey { get; } = routingKey;

    public ReadOnlyMemory<byte> Body { get; } = body;

    public BasicProperties? Properties { get; } = properties;

    public bool IsMandatory { get; } = isMandatory;

    /// <summary>Null where the message has an id in its properties, or none.</summary>
    public string? IdPrefix { get; } = idPrefix;

    public ulong IdNumber { get; } = idNumber;
}
