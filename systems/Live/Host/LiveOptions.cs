using System.Net;
using Millrace.Live.Wire;
using Millrace.WebSockets;

namespace Millrace.Live;

/// <summary>What an operator may choose of a Live server. Every option has a default that is safe on the open Internet.</summary>
public sealed record LiveOptions
{
    /// <summary>The port of a <c>LiveServer</c> unless another is chosen.</summary>
    public const int DefaultPort = 8090;

    /// <summary>The address that a <c>LiveServer</c> listens on; a page mapped into an application of your own listens where that does. Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Its port. Default 8090; 0 lets the system choose.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>A PEM file with its certificate and chain: it then speaks https and wss alone. Default: null, plain http.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The PEM file of the key, where it does not stand in the certificate's. Default: null.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>Which web pages may open the WebSocket. Default: those of the same host, and programs that are no browsers.</summary>
    public OriginPolicy Origins { get; init; } = OriginPolicy.Default;

    /// <summary>
    /// Host names that browsers may call the server by, beside localhost, addresses written as numbers and the hosts of the allowed <see cref="Origins"/>; others get 421. Default: none. A
    /// <c>LiveServer</c> on a loopback address checks names always (unless every origin is allowed), because a page of a stranger's may make its own name point at loopback (DNS rebinding) and
    /// would then pass for a page of the server's own. Any other server, and an application of your own, checks them once one is listed.
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Sessions at most: attached, detached and pending ones together. A further page is answered with 503. Default 20000, 1 to 10 million.</summary>
    public int MaxSessions { get; init; } = 20_000;

    /// <summary>
    /// Sessions at most from one IPv4 address or IPv6 /64 network; where they are used up its oldest pending or detached one makes room, else the page is answered with 429. Default 100, 1 to
    /// 10 million; 0 for no limit. Behind a proxy every user has the proxy's address, unless forwarded headers are used.
    /// </summary>
    public int MaxSessionsPerAddress { get; init; } = 100;

    /// <summary>Pages served at most whose WebSocket has not come yet; the oldest makes room for the next. Default 4096, 1 to 1 million.</summary>
    public int MaxPendingSessions { get; init; } = 4096;

    /// <summary>Sessions kept at most that have lost their connection; the least recently used makes room. Default 10000, 0 to 10 million.</summary>
    public int MaxDetachedSessions { get; init; } = 10_000;

    /// <summary>
    /// Memory that one session may take by our own estimate (its tree, signals and unacknowledged frames), in bytes; one that needs more is closed and told so. Default 2 MiB, 4 KiB to 16 GiB;
    /// 0 for no limit.
    /// </summary>
    public long MaxSessionBytes { get; init; } = 2 * 1024 * 1024;

    /// <summary>
    /// Memory of all sessions together, in bytes: from 80 % of it detached sessions make room, from 90 % no new one is taken, from 95 % attached ones are closed too: first those
    /// above twice the mean, then the least recently used. Default 1 GiB, 1 MiB to 1 TiB; 0 for no limit.
    /// </summary>
    public long MaxTotalBytes { get; init; } = 1024L * 1024 * 1024;

    /// <summary>How long a session waits for its client to come back. Default 5 min, 0 to 1 day; 0 ends it with its connection.</summary>
    public TimeSpan ResumeWindow { get; init; } = TimeSpan.FromMinutes(5);

    /// <summary>How long the session of a served page waits for its WebSocket. Default 30 s, 1 s to 1 h.</summary>
    public TimeSpan PendingWindow { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>A session without an event for this long is closed. Default 1 h, 1 s to 30 days; 0 never closes it.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromHours(1);

    /// <summary>How often a client that is otherwise silent pings; one that has been silent for three times as long is detached; one whose tab is hidden, and whose browser lets
    /// its timers run once a minute, after 3 min at the soonest. Default 20 s, 1 s to 1 h.</summary>
    public TimeSpan Heartbeat { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>How long a WebSocket may take to say hello. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan HelloTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A client that takes nothing of what is sent to it for this long is detached; one that was told goodbye is cut off after it. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Patch frames that may be unacknowledged; then the session is not rendered. Default 16, 2 to 1024.</summary>
    public int WindowFrames { get; init; } = 16;

    /// <summary>Bytes of patch frames that may be unacknowledged; then the session is not rendered. Default 64 KiB, 1 KiB to 16 MiB.</summary>
    public int WindowBytes { get; init; } = 64 * 1024;

    /// <summary>Events that one session may raise per second, on average; those above wait and are not read meanwhile. Default 100, up to 1 million; 0 for no limit.</summary>
    public int EventsPerSecond { get; init; } = 100;

    /// <summary>Events that may come at once after a silence. Default 200, 1 to 1 million.</summary>
    public int EventBurst { get; init; } = 200;

    /// <summary>A session that has been held back for this long without a pause is closed. Default 30 s, 1 s to 1 h.</summary>
    public TimeSpan FloodTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>The largest frame that a client may send, in bytes; a larger one ends its connection with 1009. Default 64 KiB, 1 KiB to 16 MiB.</summary>
    public int MaxFrameBytes { get; init; } = LiveProtocol.DefaultLargestClientFrame;

    /// <summary>Actions posted to one session that may wait for it; one more fails the session. Default 10000, 16 to 1 million.</summary>
    public int MaxPosts { get; init; } = 10_000;

    /// <summary>Rounds of rendering in one flush: a component that dirties itself each time is stopped then. Default 100, 4 to 1 million.</summary>
    public int RenderRounds { get; init; } = 100;

    /// <summary>Nodes that one flush may make. Default 200000, 100 to 10 million.</summary>
    public int RenderNodes { get; init; } = 200_000;

    /// <summary>
    /// A folder for what components keep over a restart, and for the key that tokens are signed with. Default: null, which keeps both in memory, so that after a restart every client gets a page as
    /// new.
    /// </summary>
    public string? StateFolder { get; init; }

    /// <summary>How soon a change of kept state is written. Default 1 s, 50 ms to 10 min.</summary>
    public TimeSpan SaveDelay { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>How long a token of a page is good for where its session is no longer there, and for how long kept state is kept. Default 1 day, 1 min to 30 days.</summary>
    public TimeSpan TokenLifetime { get; init; } = TimeSpan.FromDays(1);

    /// <summary>The Content-Security-Policy of the pages. Default: everything from the same origin alone, no inline script or style; empty: none is sent.</summary>
    public string ContentSecurityPolicy { get; init; } =
        "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate() => Host.LiveOptionRules.Check(this);

    // An application may stand behind a proxy that hands on its own names, so its address says nothing; only what is listed does.
    internal HostPolicy ToHostPolicy(bool listensItself) =>
        AllowedHosts.Count == 0 && (!listensItself || !IPAddress.IsLoopback(Address) || Origins.AllowAny)
            ? HostPolicy.Any
            : new HostPolicy { Allowed = [.. AllowedHosts, .. Origins.Allowed.Select(origin => new Uri(origin).IdnHost).Where(Host.LiveOptionRules.IsHostName)] };
}
