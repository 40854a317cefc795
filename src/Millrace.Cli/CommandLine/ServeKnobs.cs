using System.CommandLine;

namespace Millrace.Cli.CommandLine;

/// <summary>Every option of `millrace serve`, in the order of its help page.</summary>
internal sealed class ServeKnobs
{
    private const string Port = "address";
    private const string Clients = "clients";
    private const string Life = "process";

    public Knob<bool> Echo { get; } = new(Port, "--echo", null, "Send every message back to its client; no backend is needed.");

    public Knob<string?> Host { get; } = new(Port, "--host", "address", "Address to listen on; 0.0.0.0 or :: for every network.", "127.0.0.1", "--host 0.0.0.0");

    public Knob<string?> PortNumber { get; } = new(Port, "--port", "number", "Port to listen on; 0 lets the system choose.", "8080");

    public Knob<string?> Path { get; } = new(Port, "--path", "prefix", "Start of the paths that are WebSockets; others get 404.", "/ws/");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port wss.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string?> MaxConnections { get; } = new(Clients, "--max-connections", "count", "Connections at most; the next gets 503.", "100000");

    public Knob<string?> MaxPerAddress { get; } = new(Clients, "--max-per-address", "count", "Connections at most from one address.", "no limit");

    public Knob<string?> MaxMessage { get; } = new(Clients, "--max-message", "bytes", "Largest message; a larger one ends its connection with 1009.", "1MiB");

    public Knob<string?> MaxQueue { get; } = new(Clients, "--max-queue", "bytes", "Most bytes that may wait for one client.", "2MiB");

    public Knob<string?> SendTimeout { get; } = new(Clients, "--send-timeout", "time", "A client that takes no byte for this long is evicted.", "15s");

    public Knob<string?> HandshakeTimeout { get; } = new(Clients, "--handshake-timeout", "time", "Time for TLS and the opening handshake together.", "10s");

    public Knob<string?> Ping { get; } = new(Clients, "--ping", "time", "A client that is silent for this long is pinged; 0 never pings.", "30s");

    public Knob<string?> PingTimeout { get; } = new(Clients, "--ping-timeout", "time", "A pinged client that stays silent for this long is dropped.", "20s");

    public Knob<string[]> Origin { get; } = new(Clients, "--origin", "url", "Web origin whose pages may connect, or *; repeatable.", "the server's own", "--origin https://example.org");

    public Knob<string[]> Subprotocol { get; } = new(Clients, "--subprotocol", "name", "Subprotocol that the server speaks, best first; repeatable.");

    public Knob<string?> Shards { get; } = new(Life, "--shards", "count", "Event loops, one thread each.", "one per processor");

    public Knob<string?> Loop { get; } = new(Life, "--loop", "kind", "Event loop: auto, epoll or portable.", "auto");

    public Knob<string?> Admin { get; } = new(Life, "--admin", "address", "Health and metrics over HTTP: host:port, or off.", "127.0.0.1:9464, any free port with --ready-json", "--admin 127.0.0.1:9464");

    public Knob<string?> Otlp { get; } = new(Life, "--otlp", "url", "Send metrics over OTLP.", "OTEL_EXPORTER_OTLP_ENDPOINT, or none", "--otlp http://127.0.0.1:4317");

    public Knob<string?> Drain { get; } = new(Life, "--drain", "time", "How long clients may take to leave once the server stops.", "10s");

    public Knob<bool> ReadyJson { get; } = new(Life, "--ready-json", null, "Print one JSON line once the port accepts, and stop when standard input ends.");

    public Knob<string?> Log { get; } = new(Life, "--log", "level", "trace, debug, info, warning, error, critical or none, on standard error.", "info, warning with --ready-json");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Echo, Host, PortNumber, Path, Certificate, Key,
        MaxConnections, MaxPerAddress, MaxMessage, MaxQueue, SendTimeout, HandshakeTimeout, Ping, PingTimeout, Origin, Subprotocol,
        Shards, Loop, Admin, Otlp, Drain, ReadyJson, Log,
    ];
}
