namespace Millrace.Amqp;

/// <summary>A queue to declare, and to declare again on every new connection.</summary>
/// <param name="Name">Its name, 1 to 255 bytes; where <see cref="ServerNamed"/>, what this program calls it, wherever it names a queue to this client.</param>
#pragma warning disable CA1711 // AMQP's own word for a queue, and no collection
public sealed record AmqpQueue(string Name)
#pragma warning restore CA1711
{
    /// <summary>
    /// The broker makes up the name, another one whenever the queue is made again; <see cref="Name"/> stands for it in bindings and consumers.
    /// <see cref="AmqpClient.QueueName"/> tells the name of the moment. Default false.
    /// </summary>
    public bool ServerNamed { get; init; }

    /// <summary>Survives a restart of the broker. Default true.</summary>
    public bool Durable { get; init; } = true;

    /// <summary>Belongs to the consuming connection, and is deleted by the broker when that ends. Default false.</summary>
    public bool Exclusive { get; init; }

    /// <summary>Deleted by the broker when its last consumer goes. Default false.</summary>
    public bool AutoDelete { get; init; }

    /// <summary>Further arguments, such as <c>x-message-ttl</c> or <c>x-queue-type</c>. Default: none.</summary>
    public IReadOnlyDictionary<string, object?>? Arguments { get; init; }
}
