using System.Net.Security;

namespace Millrace.Gateway.Host.Backends;

/// <summary>What backends may do and how long they may take for it.</summary>
internal sealed record BackendRules
{
    /// <summary>Null where backends need none.</summary>
    public BackendSecret? Secret { get; init; }

    /// <summary>Null on a plain port.</summary>
    public SslServerAuthenticationOptions? Tls { get; init; }

    /// <summary>Backends at most. Connections that have not joined yet do not count, so that strangers cannot take the places of backends.</summary>
    public int MaxBackends { get; init; } = 256;

    /// <summary>Connections at most that have not joined yet.</summary>
    public int MaxWaiting { get; init; } = 256;

    /// <summary>Longest line, without its newline.</summary>
    public int MaxLineBytes { get; init; } = 8 * 1024 * 1024;

    /// <summary>A longer line is thrown away up to its newline; this many bytes beyond the limit without one end the connection.</summary>
    public long MaxSkippedBytes { get; init; } = 64 * 1024 * 1024;

    /// <summary>Time for TLS, and then for the hello that shows the secret.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>
    /// Where no secret is asked for, a connection that says nothing for this long is a plain backend. A hello nearly always comes with the first
    /// segment; without this pause, events that waited for a backend would be written before it could say that it acknowledges.
    /// </summary>
    public TimeSpan HelloGrace { get; init; } = TimeSpan.FromMilliseconds(100);

    public TimeSpan HeartbeatInterval { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Heartbeats without any line after them before a backend that said hello is dropped.</summary>
    public int MaxHeartbeatsUnanswered { get; init; } = 2;

    /// <summary>A backend that takes no byte of what waits for this long is dropped, and so is one that has not taken within eight times this long what waited then.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Time for what is queued to leave, and for the peer to end its half, when the gateway ends a connection.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>This many refused lines within <see cref="RefusalWindow"/> end a connection.</summary>
    public int MaxRefusedLines { get; init; } = 100;

    public TimeSpan RefusalWindow { get; init; } = TimeSpan.FromMinutes(1);

    public BackendOutputLimits Output { get; init; } = BackendOutputLimits.Default;
}
