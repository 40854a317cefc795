using System.Net;
using Millrace.Gateway.Host.Routing;
using Millrace.Gateway.Host.Sessions;
using Millrace.Gateway.Wire;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host;

/// <summary>Everything about a gateway that an operator can choose.</summary>
public sealed record GatewayOptions
{
    /// <summary>The address to listen on. Default 127.0.0.1; 0.0.0.0 or :: for every network of the machine.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>The port to listen on. Default 8080; 0 lets the system choose.</summary>
    public int Port { get; init; } = GatewayAddress.DefaultPort;

    /// <summary>Event loops, each on a thread of its own with a listener of its own. Default 0: one for each processor that this process may use. At most 1024.</summary>
    public int Shards { get; init; }

    /// <summary>Which event loop the shards stand on. Default: epoll on Linux, .NET sockets elsewhere.</summary>
    public ShardKind ShardKind { get; init; } = ShardKind.Auto;

    /// <summary>The start of the paths that are WebSockets; others get 404. Begins and ends with a slash. Default /ws/.</summary>
    public string PathPrefix { get; init; } = GatewayAddress.DefaultPathPrefix;

    /// <summary>Connections at most, handshakes included; the next gets 503. Default 100000, 1 to 10 million.</summary>
    public int MaxConnections { get; init; } = 100_000;

    /// <summary>Connections at most from one address (IPv6: from one /64 network); the next gets 503. Default 0: no limit.</summary>
    public int MaxConnectionsPerAddress { get; init; }

    /// <summary>Largest message a client may send, in bytes; a larger one ends its connection with 1009. Default 1 MiB, 125 to 1 GiB.</summary>
    public int MaxMessageBytes { get; init; } = 1024 * 1024;

    /// <summary>Most bytes that may wait for one client; what would be more waits with its sender. Default 2 MiB; at least the largest message and its 14 bytes of header.</summary>
    public int MaxSendQueueBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>Most messages that may wait for one client. Default 16384, 1 or more.</summary>
    public int MaxSendQueueMessages { get; init; } = 16 * 1024;

    /// <summary>
    /// A client that takes no byte of what waits for it for this long is reset, and so is one that has not taken within eight times this long what waited
    /// then. It counts as 1013, which one that reads nothing cannot be told. Default 15 s, 10 ms to 1 h.
    /// </summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Time for TLS and the opening handshake together; then the connection is cut. Default 10 s, 10 ms to 10 min.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Largest head of an opening request, in bytes; a larger one gets 431. Default 8192, 512 to 16384.</summary>
    public int MaxHeadBytes { get; init; } = 8 * 1024;

    /// <summary>A client that has been silent for this long is pinged. Default 30 s, 100 ms to 1 day; null never pings.</summary>
    public TimeSpan? PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A pinged client that stays silent for this long is dropped. Default 20 s, 100 ms to 1 day.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>
    /// Web origins whose pages may connect, such as <c>https://example.org</c>, beside those of the server's own host and port;
    /// others get 403. <c>*</c> takes every page: only for servers that trust no cookie. Default: none beside the own. A request
    /// without an Origin is no browser's and is always taken.
    /// </summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];

    /// <summary>
    /// Host names that clients may call the server by, beside localhost, addresses written as numbers and the hosts of <see cref="AllowedOrigins"/>; others
    /// get 421. Default: none. A server on a loopback address checks names always (but for the origin <c>*</c>), because a page of a stranger's may
    /// make its own name point at loopback (DNS rebinding); any other server checks them once one is listed.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Subprotocols that the server speaks, best first; the first that the client offers too is agreed on. Default: none.</summary>
    public IReadOnlyList<string> Subprotocols { get; init; } = [];

    /// <summary>PEM file with the certificate and its chain; makes the port wss. Default: null, plain ws.</summary>
    public string? CertificateFile { get; init; }

    /// <summary>PEM file with the certificate's private key, unencrypted. Default: null, which looks in <see cref="CertificateFile"/>.</summary>
    public string? KeyFile { get; init; }

    /// <summary>What happens to a client that does not take its messages as fast as they come. Default: it is closed.</summary>
    public SlowConsumerPolicy SlowConsumers { get; init; }

    /// <summary>
    /// Most bytes that may wait for all clients together; while more do, a client that has something waiting takes no more, as if its own queue were full. Default 1 GiB,
    /// 1 MiB to 1 TiB.
    /// </summary>
    public long MaxQueuedTotalBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>What happens when a backend accepts a client under an id that another client has. Default: the newcomer replaces the other.</summary>
    public DuplicateIds DuplicateIds { get; init; }

    /// <summary>Rooms at most. Default 100000, 1 to 100 million.</summary>
    public int MaxRooms { get; init; } = 100_000;

    /// <summary>Rooms that one client is in at most. Default 100, 1 to 1 million.</summary>
    public int MaxRoomsPerClient { get; init; } = 100;

    /// <summary>How long a client that lost its connection may come back to what it missed. Default 0, which is off; at most 1 day.</summary>
    public TimeSpan RecoveryWindow { get; init; }

    /// <summary>What concerns backends. An echo gateway has none.</summary>
    public GatewayBackendOptions Backends { get; init; } = new();

    /// <summary>True where the port speaks TLS.</summary>
    public bool IsTls => CertificateFile is not null;

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => [.. GatewayOptionRules.Check(this), .. GatewayOptionRules.CheckBackends(this)];

    /// <summary>All that is wrong for an echo gateway, which has no backends.</summary>
    public IReadOnlyList<string> ValidateEcho() => GatewayOptionRules.Check(this);

    internal OriginPolicy ToOriginPolicy() =>
        AllowedOrigins.Contains("*") ? OriginPolicy.Any : new OriginPolicy { Allowed = AllowedOrigins };

    internal HostPolicy ToHostPolicy() =>
        AllowedHosts.Count == 0 && (!IPAddress.IsLoopback(Address) || AllowedOrigins.Contains("*"))
            ? HostPolicy.Any
            : new HostPolicy { Allowed = [.. AllowedHosts, .. AllowedOrigins.Where(origin => origin != "*").Select(origin => new Uri(origin).IdnHost).Where(GatewayOptionRules.IsHostName)] };

    internal DeliveryOptions ToDeliveryOptions() => new()
    {
        SlowConsumers = SlowConsumers,
        MaxQueueBytes = MaxSendQueueBytes,
        MaxQueueMessages = MaxSendQueueMessages,
        AnswerTimeout = Backends.RequestTimeout + TimeSpan.FromSeconds(5), // the switchboard answers before, with what it knows
    };

    internal SwitchboardOptions ToSwitchboardOptions() => new()
    {
        RequestTimeout = Backends.RequestTimeout,
        BackendWait = Backends.Wait,
        QueueSize = Backends.QueueSize,
        DuplicateIds = DuplicateIds,
        MaxRooms = MaxRooms,
        MaxRoomsPerClient = MaxRoomsPerClient,
        RecoveryWindow = RecoveryWindow,
    };

    internal WebSocketOptions ToWebSocketOptions() => new()
    {
        MaxMessageBytes = MaxMessageBytes,
        MaxSendQueueBytes = MaxSendQueueBytes,
        MaxSendQueueMessages = MaxSendQueueMessages,
        WhenSendQueueIsFull = SlowConsumers == SlowConsumerPolicy.DropOldest ? SendQueuePolicy.DropOldest : SendQueuePolicy.Refuse,
        SendTimeout = SendTimeout,
        KeepAliveInterval = PingInterval,
        KeepAliveTimeout = PingTimeout,
    };
}
