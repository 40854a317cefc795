using System.Globalization;
using System.Text;
using Millrace.Amqp.Options;

namespace Millrace.Amqp;

/// <summary>Everything about a client that its programmer can choose. Each part has options of its own.</summary>
public sealed record AmqpOptions
{
    /// <summary>
    /// The brokers, tried in turn: <c>amqp://user:password@host:port/vhost</c>, or <c>amqps://</c> for TLS. Without a user it is guest, without a port 5672 (5671 with TLS),
    /// without a path the virtual host <c>/</c>. Default: none; at least one is needed, 64 at most.
    /// </summary>
    public IReadOnlyList<Uri> Brokers { get; init; } = [];

    /// <summary>What the connections are called in the broker's pages and logs; <c>.publish</c> and <c>.consume</c> follow. Default: the name of the program. 1 to 200 characters.</summary>
    public string Name { get; init; } = AppDomain.CurrentDomain.FriendlyName is { Length: > 200 } name ? name[..200] : AppDomain.CurrentDomain.FriendlyName;

    /// <summary>How connections are made, watched and made again.</summary>
    public LinkOptions Links { get; init; } = new();

    /// <summary>How brokers are trusted over <c>amqps://</c>.</summary>
    public AmqpTlsOptions Tls { get; init; } = new();

    /// <summary>How channels are shared.</summary>
    public ChannelPoolOptions Channels { get; init; } = new();

    /// <summary>How messages are published.</summary>
    public PublisherOptions Publishing { get; init; } = new();

    /// <summary>What all consumers share.</summary>
    public ConsumingOptions Consuming { get; init; } = new();

    /// <summary>How long a graceful end may take: handlers (two thirds of it at most), outstanding confirms, the broker's good-bye. Default 10 s, 0 to 1 h.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the time comes from. Default: the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the jitter repeatable. Default: null, another one each time.</summary>
    public int? Seed { get; init; }

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => AmqpOptionRules.Check(this);

    // Without the passwords: what is printed ends in logs.
    private bool PrintMembers(StringBuilder to)
    {
        to.Append(CultureInfo.InvariantCulture, $"Brokers = {string.Join(' ', Brokers.Select(BrokerAddress.WithoutPassword))}, Name = {Name}");
        return true;
    }
}
