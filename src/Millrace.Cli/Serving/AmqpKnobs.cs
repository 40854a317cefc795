using System.CommandLine;
using Millrace.Cli.CommandLine;

namespace Millrace.Cli.Serving;

/// <summary>Every option of `millrace serve amqp`, in the order of its help page.</summary>
internal sealed class AmqpKnobs
{
    private const string Port = ServeKnobs.Addresses;
    private const string Access = "who may log in";
    private const string Limits = "limits";
    private const string Faults = "faults";

    public ServeKnobs Shared { get; } = new("5672", "Health, metrics, queues and connections");

    public Knob<string?> Certificate { get; } = new(Port, "--cert", "file", "PEM file with the certificate and its chain; makes the port amqps.");

    public Knob<string?> Key { get; } = new(Port, "--key", "file", "PEM file with the private key.", "in the file of --cert");

    public Knob<string[]> User { get; } = new(Access, "--user", "name:file", "A user and the file whose one line is the password; repeatable.", "nobody", "--user app:/run/secrets/app");

    public Knob<bool> Anonymous { get; } = new(Access, "--anonymous", null, "Any name and password will do; on a loopback address only.");

    public Knob<string[]> VirtualHost { get; } = new(Access, "--vhost", "name", "A virtual host; repeatable.", "/", "--vhost / --vhost test");

    public Knob<string?> MaxConnections { get; } = new(Limits, "--max-connections", "count", "Connections at most; the next is closed at once.", "10000");

    public Knob<string?> HandshakeTimeout { get; } = new(Limits, "--handshake-timeout", "time", "Time for TLS and the opening of a connection together.", "10s");

    public Knob<string?> Heartbeat { get; } = new(Limits, "--heartbeat", "time", "The heartbeat that clients are offered, whole seconds; 0s for none.", "60s");

    public Knob<string?> ChannelMax { get; } = new(Limits, "--channel-max", "count", "Channels of one connection at most.", "2047");

    public Knob<string?> FrameMax { get; } = new(Limits, "--frame-max", "bytes", "Largest frame, 4096 bytes to 16 MiB.", "128KiB");

    public Knob<string?> MaxMessage { get; } = new(Limits, "--max-message", "bytes", "Largest body of a message; a larger one closes its channel with 406.", "128MiB");

    public Knob<string?> MemoryLimit { get; } = new(Limits, "--memory-limit", "bytes", "What all messages together may take; beyond, publishers are blocked until a tenth is free again.", "1GiB");

    public Knob<string?> MaxQueues { get; } = new(Limits, "--max-queues", "count", "Queues of one virtual host at most.", "100000");

    public Knob<string?> ConfirmDelay { get; } = new(Faults, "--confirm-delay", "time", "Confirms are sent this much later than due.", "0s", "--confirm-delay 200ms");

    public Knob<string?> NackEvery { get; } = new(Faults, "--nack-every", "count", "Every so manyth publish of a channel is refused although its queues have it; 0 for none.", "0");

    public Knob<string?> DropConfirmsEvery { get; } = new(Faults, "--drop-confirms-every", "count", "Every so manyth publish of a channel is never confirmed; 0 for none.", "0");

    public Knob<bool> StopHeartbeats { get; } = new(Faults, "--stop-heartbeats", null, "The broker sends no heartbeats.");

    /// <summary>All of them, in help order.</summary>
    public IReadOnlyList<Option> All =>
    [
        Shared.Host, Shared.Port, Certificate, Key,
        User, Anonymous, VirtualHost,
        MaxConnections, HandshakeTimeout, Heartbeat, ChannelMax, FrameMax, MaxMessage, MemoryLimit, MaxQueues,
        ConfirmDelay, NackEvery, DropConfirmsEvery, StopHeartbeats,
        .. Shared.OfTheProcess.Where(option => option != Shared.Shards), // one loop has all queues
    ];
}
