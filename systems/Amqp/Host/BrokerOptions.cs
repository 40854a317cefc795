using System.Net;
using Millrace.Shards;

namespace Millrace.Amqp.Host;

/// <summary>Everything about the broker that its operator can choose.</summary>
public sealed record BrokerOptions
{
    /// <summary>The address to listen on. Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on, 0 to 65535; 0 lets the system choose. Default 5672.</summary>
    public int Port { get; init; } = 5672;

    /// <summary>The event loop. Default: epoll on Linux.</summary>
    public ShardKind ShardKind { get; init; } = ShardKind.Auto;

    /// <summary>Who may log in. Default: nobody.</summary>
    public IReadOnlyList<BrokerUser> Users { get; init; } = [];

    /// <summary>Anybody may log in, with any name and password; on a loopback address only. Default: false.</summary>
    public bool IsAnonymous { get; init; }

    /// <summary>The virtual hosts that there are. Default: <c>/</c> alone.</summary>
    public IReadOnlyList<string> VirtualHosts { get; init; } = ["/"];

    /// <summary>PEM file with the certificate and its chain; makes the port amqps. Default: null, plain amqp.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key, unencrypted. Default: null, which looks in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>Connections at most; the next is closed at once. Default 10000, 1 to 1 million.</summary>
    public int MaxConnections { get; init; } = 10_000;

    /// <summary>Time for TLS and the opening handshake together. Default 10 s, 10 ms to 10 min.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection that is being closed is waited for. Default 5 s, 10 ms to 10 min.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The heartbeat that is proposed to clients, whole seconds; a client may choose another. Default 60 s, 0 (none) to 65535 s.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Channels of one connection at most. Default 2047, 1 to 65535.</summary>
    public int ChannelMax { get; init; } = 2047;

    /// <summary>The largest frame in bytes, its framing included. Default 131072, 4096 to 16 MiB.</summary>
    public int FrameMax { get; init; } = 128 * 1024;

    /// <summary>The largest body of a message in bytes; a larger one closes its channel with 406. Default 128 MiB, 1 byte to 512 MiB.</summary>
    public int MaxMessageBytes { get; init; } = 128 * 1024 * 1024;

    /// <summary>Bytes that all messages together may take; beyond, publishers are blocked until a tenth is free again. Default 1 GiB, 1 MiB to 1 TiB.</summary>
    public long MemoryLimit { get; init; } = 1024L * 1024 * 1024;

    /// <summary>Queues of one virtual host at most. Default 100000, 1 to 10 million.</summary>
    public int MaxQueues { get; init; } = 100_000;

    /// <summary>Exchanges of one virtual host at most, those that are always there included. Default 100000, 10 to 10 million.</summary>
    public int MaxExchanges { get; init; } = 100_000;

    /// <summary>Bindings of one virtual host at most. Default 1 million, 1 to 100 million.</summary>
    public int MaxBindings { get; init; } = 1_000_000;

    /// <summary>Consumers of one channel at most. Default 10000, 1 to 1 million.</summary>
    public int MaxConsumersPerChannel { get; init; } = 10_000;

    /// <summary>True where the port speaks TLS.</summary>
    public bool IsTls => CertificateFile is not null;

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => BrokerOptionRules.Check(this);
}
