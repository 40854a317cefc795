namespace Millrace.Amqp;

/// <summary>Everything about a client that its programmer can choose. Each part has options of its own.</summary>
public sealed record AmqpOptions
{
    /// <summary>The brokers, tried in turn: <c>amqp://user:password@host:port/vhost</c>, or <c>amqps://</c> for TLS. Default: none; at least one is needed.</summary>
    public IReadOnlyList<Uri> Brokers { get; init; } = [];

    /// <summary>What the connections are called in the broker's pages and logs; <c>.publish</c> and <c>.consume</c> follow. Default: the name of the program.</summary>
    public string Name { get; init; } = AppDomain.CurrentDomain.FriendlyName;

    /// <summary>How connections are made, watched and made again.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>How channels are shared.</summary>
    public ChannelPoolOptions Channels { get; init; } = new();

    /// <summary>How messages are published.</summary>
    public PublisherOptions Publishing { get; init; } = new();
}
