using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve gateway`, in the order of its help page.</summary>
internal sealed class GatewayKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Clients = "clients";
    private const string Backends = "backends";
    private const string Rooms = "ids and rooms";

    public ServeKnobs Shared { get; } = new("8080", "Health, metrics, connections, rooms and backends");

    public Knob<bool> Echo { get; } = new(Port, "--echo", null, "Send every message back to its client: no backends, no backend port.");

    public Knob<string?> Path { get; } = new(Port, "--path", "prefix", "Start of the paths that are WebSockets; others get 404.", "/ws/");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port wss.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string?> MaxConnections { get; } = new(Clients, "--max-connections", "count", "Connections at most; the next gets 503.", "100000");

    public Knob<string?> MaxPerAddress { get; } = new(Clients, "--max-per-address", "count", "Connections at most from one address.", "no limit");

    public Knob<string?> MaxMessage { get; } = new(Clients, "--max-message", "bytes", "Largest message; a larger one ends its connection with 1009.", "1MiB");

    public Knob<string?> MaxQueue { get; } = new(Clients, "--max-queue", "bytes", "Most bytes that may wait for one client.", "2MiB");

    public Knob<string?> MaxQueueTotal { get; } = new(Clients, "--max-queue-total", "bytes", "Most bytes that may wait for all clients together.", "1GiB");

    public Knob<string?> SlowConsumer { get; } = new(Clients, "--slow-consumer", "policy", "A client whose queue is full: close (1013) or drop-oldest.", "close");

    public Knob<string?> SendTimeout { get; } = new(Clients, "--send-timeout", "time", "A client that takes no byte for this long is evicted.", "15s");

    public Knob<string?> HandshakeTimeout { get; } = new(Clients, "--handshake-timeout", "time", "Time for TLS and the opening handshake together.", "10s");

    public Knob<string?> Ping { get; } = new(Clients, "--ping", "time", "A client that is silent for this long is pinged; 0 never pings.", "30s");

    public Knob<string?> PingTimeout { get; } = new(Clients, "--ping-timeout", "time", "A pinged client that stays silent for this long is dropped.", "20s");

    public Knob<string[]> Origin { get; } = new(Clients, "--origin", "url", "Web origin whose pages may connect, or *; repeatable.", "the server's own", "--origin https://example.org");

    public Knob<string[]> Subprotocol { get; } = new(Clients, "--subprotocol", "name", "Subprotocol that the server speaks, best first; repeatable.");

    public Knob<string?> BackendHost { get; } = new(Backends, "--backend-host", "address", "Address that backends connect to; others than loopback need a secret or --backend-open.", "127.0.0.1", "--backend-host 0.0.0.0");

    public Knob<string?> BackendPort { get; } = new(Backends, "--backend-port", "number", "Port that backends connect to; 0 lets the system choose.", "8081");

    public Knob<string?> BackendSecretFile { get; } = new(Backends, "--backend-secret-file", "file", "File with the secret that a backend says in its hello; excludes backends of the plain protocol.", "MILLRACE_BACKEND_SECRET, or none", "--backend-secret-file /run/secrets/gateway");

    public Knob<bool> BackendOpen { get; } = new(Backends, "--backend-open", null, "Let backends join without a secret from any network that reaches the port.");

    public Knob<string?> BackendCertificate { get; } = new(Backends, "--backend-cert", "file", "PEM file with the certificate and its chain; backends then connect over TLS.");

    public Knob<string?> BackendKey { get; } = new(Backends, "--backend-key", "file", "PEM file with the private key.", "in the file of --backend-cert");

    public Knob<string?> MaxBackends { get; } = new(Backends, "--max-backends", "count", "Backends at most.", "256");

    public Knob<string?> MaxLine { get; } = new(Backends, "--max-line", "bytes", "Longest line of a backend; a longer one is thrown away.", "8MiB");

    public Knob<string?> RequestTimeout { get; } = new(Backends, "--request-timeout", "time", "A client whose request to connect no backend answers for this long gets 504.", "10s");

    public Knob<string?> BackendWait { get; } = new(Backends, "--backend-wait", "time", "A client that comes while there is no backend waits this long for one, then gets 503.", "1s");

    public Knob<string?> QueueSize { get; } = new(Backends, "--queue-size", "count", "Events kept while there is no backend, the oldest dropped first; 0 keeps none.", "1000");

    public Knob<string?> DuplicateId { get; } = new(Rooms, "--duplicate-id", "policy", "A client accepted under another's id: replace (the other is closed with 4001) or refuse (409).", "replace");

    public Knob<string?> MaxRooms { get; } = new(Rooms, "--max-rooms", "count", "Rooms at most.", "100000");

    public Knob<string?> MaxRoomsPerClient { get; } = new(Rooms, "--max-rooms-per-client", "count", "Rooms that one client is in at most.", "100");

    public Knob<string?> Recovery { get; } = new(Rooms, "--recovery", "time", "A client that lost its connection may come back for this long to what it missed; 0 turns that off.", "0", "--recovery 2m");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Echo, Shared.Host, Shared.Port, Path, Certificate, Key,
        BackendHost, BackendPort, BackendSecretFile, BackendOpen, BackendCertificate, BackendKey, MaxBackends, MaxLine, RequestTimeout, BackendWait, QueueSize,
        MaxConnections, MaxPerAddress, MaxMessage, MaxQueue, MaxQueueTotal, SlowConsumer, SendTimeout, HandshakeTimeout, Ping, PingTimeout, Origin, Subprotocol,
        DuplicateId, MaxRooms, MaxRoomsPerClient, Recovery,
        .. Shared.OfTheProcess,
    ];

    /// <summary>Those that have no meaning for an echo server.</summary>
    public IReadOnlyList<Option> NotForEcho =>
    [
        BackendHost, BackendPort, BackendSecretFile, BackendOpen, BackendCertificate, BackendKey, MaxBackends, MaxLine, RequestTimeout, BackendWait, QueueSize,
        SlowConsumer, DuplicateId, MaxRooms, MaxRoomsPerClient, Recovery,
    ];
}
