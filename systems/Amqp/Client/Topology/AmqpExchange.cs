namespace Millrace.Amqp;

/// <summary>An exchange to declare, and to declare again on every new connection.</summary>
/// <param name="Name">Its name, 1 to 255 bytes; not starting with <c>amq.</c>, which is the broker's.</param>
/// <param name="Type"><c>direct</c>, <c>fanout</c>, <c>topic</c>, <c>headers</c>, or one that a plug-in of the broker brings.</param>
public sealed record AmqpExchange(string Name, string Type = "direct")
{
    /// <summary>Survives a restart of the broker. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Deleted by the broker when its last binding goes. Default false.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Further arguments, such as <c>alternate-exchange</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }
}
