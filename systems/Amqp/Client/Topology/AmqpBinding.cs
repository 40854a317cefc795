namespace Millrace.Amqp;

/// <summary>A binding of a queue, or of an exchange, to an exchange.</summary>
/// <param name="Source">The exchange that messages come from.</param>
/// <param name="Destination">The queue that they go to, or the exchange where <see cref="ToExchange"/>.</param>
/// <param name="RoutingKey">The key or pattern, at most 255 bytes.</param>
public sealed record AmqpBinding(string Source, string Destination, string RoutingKey = "")
{
    /// <summary>The destination is an exchange. Default false: a queue.</summary>
    public bool ToExchange { get; init; }

    /// <summary>Further arguments, such as the headers to match. Default: none.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }
}
