using System.Globalization;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace Millrace.Gateway.Client;

/// <summary>Everything about a backend that its programmer can choose.</summary>
public sealed record GatewayBackendOptions
{
    /// <summary>The gateways to serve: <c>tcp://host:port</c>, or <c>tls://host:port</c> where their backend port speaks TLS. Default: one, tcp://127.0.0.1:8081.</summary>
    public IReadOnlyList<Uri> Gateways { get; init; } = [new("tcp://127.0.0.1:8081")];

    /// <summary>The gateway to serve where there is one only: the first of <see cref="Gateways"/>.</summary>
    public Uri Gateway
    {
        get => Gateways[0];
        init => Gateways = [value];
    }

    /// <summary>Connections to each gateway. Default 1, 1 to 256. A client's events stay on one of them, and so does what its handlers send.</summary>
    public int Connections { get; init; } = 1;

    /// <summary>The secret that the gateway asks for. Default: none.</summary>
    public string? Secret { get; init; }

    /// <summary>What this backend calls itself in the gateway's logs, at most 64 characters. Default: the name of the program.</summary>
    public string Name { get; init; } = AppDomain.CurrentDomain.FriendlyName is { Length: > 64 } name ? name[..64] : AppDomain.CurrentDomain.FriendlyName;

    /// <summary>
    /// Ask the gateway to number events and to deliver again what this backend has not handled when it dies. Default true. A gateway of the plain
    /// protocol ignores it.
    /// </summary>
    public bool Acknowledge { get; init; } = true;

    /// <summary>Certificates that may have signed a <c>tls://</c> gateway's instead of the machine's own authorities. Default: none.</summary>
    public X509Certificate2Collection? TrustedAuthorities { get; init; }

    /// <summary>Time for TCP and TLS together. Default 5 s, 10 ms to 10 min.</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>A gateway that has said nothing for so long after our hello is taken for one of the plain protocol. Default 1 s, 10 ms to 10 min.</summary>
    public TimeSpan WelcomeTimeout { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The wait before the first new attempt after a connection was lost; it doubles with each that fails. Default 100 ms, 1 ms to 1 h.</summary>
    public TimeSpan ReconnectDelay { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>The longest such wait. Default 5 s; not under <see cref="ReconnectDelay"/>, at most 1 h.</summary>
    public TimeSpan MaxReconnectDelay { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Each wait is longer or shorter by up to this part of it, so that many backends do not come back in step. Default 0.2, 0 to 1.</summary>
    public double ReconnectJitter { get; init; } = 0.2;

    /// <summary>Handlers at most that have begun and wait for something, per connection; above, further events wait. Default 1024, 1 to 1 million.</summary>
    public int MaxConcurrentHandlers { get; init; } = 1024;

    /// <summary>Events at most that wait for an earlier one of their client, per connection; above, further events wait, whoever they are of. Default 4096, 1 to 1 million.</summary>
    public int MaxQueuedEvents { get; init; } = 4096;

    /// <summary>
    /// Bytes at most of events that wait, per connection; above, the connection is not read, so that heartbeats are not answered either. The default holds
    /// all that our gateway sends without acknowledgement. Default 16 MiB, 64 KiB to 1 GiB.
    /// </summary>
    public int MaxQueuedBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>Bytes at most that wait to be sent, per connection; above, sending waits. Default 1 MiB, 64 KiB to 1 GiB.</summary>
    public int MaxSendQueueBytes { get; init; } = 1024 * 1024;

    /// <summary>The longest line taken from a gateway, in bytes; a longer one ends the connection. Default 16 MiB, 64 KiB to 1 GiB.</summary>
    public int MaxLineBytes { get; init; } = 16 * 1024 * 1024;

    /// <summary>How long a question to the gateway, such as the members of a room, waits for its answer. Default 10 s, 10 ms to 1 h.</summary>
    public TimeSpan AnswerTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Time for handlers to finish and for answers to leave once the backend stops; then handlers are cancelled. Default 10 s, 0 to 1 h.</summary>
    public TimeSpan DrainTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Where the time comes from. Default: the system.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Makes the jitter repeatable. Default: null, another one each time.</summary>
    public int? Seed { get; init; }

    /// <summary>All that is wrong, one sentence each; empty when nothing is.</summary>
    public IReadOnlyList<string> Validate() => GatewayBackendOptionRules.Check(this);

    // Without the secret: what is printed ends in logs.
    private bool PrintMembers(StringBuilder to)
    {
        to.Append(CultureInfo.InvariantCulture, $"Gateways = {string.Join(' ', Gateways)}, Connections = {Connections}, Name = {Name}, Secret = {(Secret is null ? "" : "(hidden)")}, Acknowledge = {Acknowledge}");
        return true;
    }
}
