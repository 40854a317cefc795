using System.Net;
using Millrace.WebSockets;

namespace Millrace.Speech;

/// <summary>What an operator can set. Sizes are bytes of PCM unless said otherwise; every bound is per worker. Every default is safe on the open Internet.</summary>
public sealed record SpeechOptions
{
    /// <summary>The port where nobody names one.</summary>
    public const int DefaultPort = 8001;

    /// <summary>The address that the server listens on. Default 127.0.0.1.</summary>
    public IPAddress Address { get; init; } = IPAddress.Loopback;

    /// <summary>Its port. Default 8001; 0 lets the system choose.</summary>
    public int Port { get; init; } = DefaultPort;

    /// <summary>A PEM file with the certificate and its chain: the server then speaks https and wss alone. Default: null, plain http.</summary>
    public string? TlsCertificateFile { get; init; }

    /// <summary>The PEM file of the key, where it does not stand in the certificate's. Default: null.</summary>
    public string? TlsKeyFile { get; init; }

    /// <summary>A file with the API keys that are good, one a line; lines that are empty or begin with # do not count. Default: null, everybody may.</summary>
    public string? ApiKeyFile { get; init; }

    /// <summary>Which web pages may open the WebSocket. Default: those of the same host, and programs that are no browsers.</summary>
    public OriginPolicy Origins { get; init; } = OriginPolicy.Default;

    /// <summary>
    /// Host names that the server goes by, beside localhost, addresses written as numbers and the hosts of the allowed <see cref="Origins"/>; others get 421. Default: none. Names are checked
    /// on a loopback address, unless every origin is allowed, and wherever one is listed: a stranger's page may make its own name point here (DNS rebinding).
    /// </summary>
    public IReadOnlyList<string> AllowedHosts { get; init; } = [];

    /// <summary>Samples a second that clients send: 8000, 16000, 32000 or 48000. Default 16000.</summary>
    public int SampleRate { get; init; } = 16_000;

    /// <summary>How readily a frame is taken for silence where a client does not choose: 0 to 3. Default 2.</summary>
    public int VadAggressiveness { get; init; } = 2;

    /// <summary>The length of the frames that voice activity is judged by: 10, 20 or 30 ms. Default 20.</summary>
    public int VadFrameMs { get; init; } = 20;

    /// <summary>Silence that ends an utterance where a client does not choose. Default 300 ms, 10 ms to 10 s.</summary>
    public TimeSpan Endpointing { get; init; } = TimeSpan.FromMilliseconds(300);

    /// <summary>An utterance is ended when it is as long. Default 60 s, 1 s to 10 min.</summary>
    public TimeSpan LongestUtterance { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>Sessions at most, requests over HTTP that transcribe included. Default 1000, 1 to 1 million.</summary>
    public int MaxSessions { get; init; } = 1000;

    /// <summary>Sessions at most from one IPv4 address or IPv6 /64 network. Default 0, no limit; up to 1 million. Behind a proxy every client has the proxy's address.</summary>
    public int MaxSessionsPerAddress { get; init; }

    /// <summary>Connections at most that are open, those that have said nothing yet included; further ones are closed at once. Default 0: 16384 above <see cref="MaxSessions"/>. Else 1 to 2 million.</summary>
    public int MaxConnections { get; init; }

    /// <summary>
    /// False: sessions are only counted. Then there is no list of them, none can be deleted, and no timeout for silence or length applies; the bounds on audio and on clients that take nothing
    /// do. Default true.
    /// </summary>
    public bool TracksSessions { get; init; } = true;

    /// <summary>A session without audio or KeepAlive for this long is closed. Default 300 s, 100 ms to 1 day.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromSeconds(300);

    /// <summary>A session in which nobody has spoken yet is closed when neither audio nor KeepAlive has come for this long. Default 30 s, 100 ms to 1 day.</summary>
    public TimeSpan InitialSpeechTimeout { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a session may last. Default 0, no limit; else 1 s to 30 days.</summary>
    public TimeSpan MaxSessionLength { get; init; }

    /// <summary>How often timeouts of sessions are looked for. Default 5 s, 10 ms to 10 min.</summary>
    public TimeSpan CleanupInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Audio of one session that may be taken and not answered; at it, the server reads no further until half of it is. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan MaxBacklog { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Chunks of one session that may be taken and not answered. Default 1024, 2 to 1 million.</summary>
    public int MaxBacklogChunks { get; init; } = 1024;

    /// <summary>The largest chunk of audio over the WebSocket. Default 262144, 64 to 16 MiB.</summary>
    public int MaxChunkBytes { get; init; } = 256 * 1024;

    /// <summary>The largest body of a request over HTTP, in bytes. Default 25 MiB, 1 KiB to 1 GiB.</summary>
    public long MaxBodyBytes { get; init; } = 25 * 1024 * 1024;

    /// <summary>A client that takes nothing of what is sent to it for this long is cut off, and so is one that was told to go, and one whose message has begun and is not whole by then. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan SendTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>A WebSocket is pinged this often. Default 30 s, 1 s to 1 h; 0 never.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>One that does not answer a ping within this time is cut off. Default 60 s, 1 s to 1 h.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(60);

    /// <summary>A chunk that the recogniser has not answered by then is answered with an error. Default 10 s, 100 ms to 10 min.</summary>
    public TimeSpan RecogniserTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>What turns speech into words. Default: the simulated recogniser.</summary>
    public SpeechRecogniserOptions Recogniser { get; init; } = new();

    /// <summary>The Content-Security-Policy of the pages. Default: everything from the same origin alone, no inline script or style; empty: none is sent.</summary>
    public string ContentSecurityPolicy { get; init; } = "default-src 'self'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'; object-src 'none'";

    /// <summary>Everything that is wrong with these options, in words; empty when they can be used.</summary>
    public IReadOnlyList<string> Validate() => Host.SpeechOptionRules.Check(this);

    internal int BytesPerSecond => SampleRate * Wire.SpeechProtocol.BytesPerSample;

    internal HostPolicy ToHostPolicy() =>
        AllowedHosts.Count == 0 && (!IPAddress.IsLoopback(Address) || Origins.AllowAny)
            ? HostPolicy.Any
            : new HostPolicy { Allowed = [.. AllowedHosts, .. Origins.Allowed.Select(origin => new Uri(origin).IdnHost).Where(Host.SpeechOptionRules.IsHostName)] };
}
