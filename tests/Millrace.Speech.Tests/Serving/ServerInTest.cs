using System.Net;
using System.Net.Security;
using Millrace.Hosting;
using Millrace.Speech.Host;
using Millrace.Speech.Host.Recognition;
using Millrace.Testing;

namespace Millrace.Speech.Tests.Serving;

/// <summary>A server on a free port of loopback, for real sockets.</summary>
internal sealed class ServerInTest : IAsyncDisposable
{
    private readonly SocketsHttpHandler _handler = new() { UseCookies = false, AllowAutoRedirect = false };

    private ServerInTest(SpeechServer server, LogInTest log, Uri address, RemoteCertificateValidationCallback? trust)
    {
        (Server, Log, Address) = (server, log, address);
        _handler.SslOptions.RemoteCertificateValidationCallback = trust;
        Http = new HttpClient(_handler) { BaseAddress = address };
        if (trust is not null)
        {
            (Http.DefaultRequestVersion, Http.DefaultVersionPolicy, Invoker) = (HttpVersion.Version20, HttpVersionPolicy.RequestVersionExact, Http);
        }
    }

    /// <summary>What connects to a server that has a certificate of its own; null where it has none.</summary>
    public HttpMessageInvoker? Invoker { get; }

    public SpeechServer Server { get; }

    public SpeechEngine Engine => Server.Engine;

    public LogInTest Log { get; }

    public Uri Address { get; }

    public HttpClient Http { get; }

    /// <summary>Long times, so that what a test waits for is a state, however slow the machine is; and a recogniser that answers after a millisecond.</summary>
    public static SpeechOptions Options { get; } = new()
    {
        Port = 0,
        SendTimeout = TimeSpan.FromMinutes(2),
        RecogniserTimeout = TimeSpan.FromMinutes(2),
        InitialSpeechTimeout = TimeSpan.FromMinutes(10),
        IdleTimeout = TimeSpan.FromMinutes(10),
        CleanupInterval = TimeSpan.FromMilliseconds(20),
        Recogniser = new SpeechRecogniserOptions { Simulated = new SimulatedOptions { Latency = TimeSpan.FromMilliseconds(1) } },
    };

    public static async Task<ServerInTest> StartAsync(
        Func<SpeechOptions, SpeechOptions>? configure = null, IRecogniser? recogniser = null, TimeProvider? time = null, RemoteCertificateValidationCallback? trust = null)
    {
        LogInTest log = new();
        SpeechHooks hooks = new() { Recogniser = recogniser is null ? null : () => recogniser };
        SpeechServer server = SpeechServer.Create(configure?.Invoke(Options) ?? Options, log, time, hooks);
        ServerAddresses addresses = await server.StartAsync(TestContext.Current.CancellationToken);
        server.Started();
        return new ServerInTest(server, log, new Uri(addresses.Entries[0].Value), trust);
    }

    /// <summary>A talker whose session has started.</summary>
    public async Task<TalkerInTest> TalkAsync(string query = "")
    {
        TalkerInTest talker = await TalkerInTest.ConnectAsync(this, query);
        await talker.ExpectAsync("session_start");
        return talker;
    }

    /// <summary>Fails unless a talker that was there before, and a new one, are still answered.</summary>
    public async Task StillServesAsync(TalkerInTest neighbour)
    {
        await neighbour.SpeakAsync();
        await using TalkerInTest newcomer = await TalkAsync();
        await newcomer.SpeakAsync();
    }

    /// <summary>Waits until no session, no place and no connection is left.</summary>
    public Task EmptyAsync() => Eventually.TrueAsync(
        () => Engine.Sessions.Count == 0 && Engine.Sweep.Count == 0 && !Engine.Sessions.All.Any()
            && Enum.GetValues<Host.Sessions.SessionState>().Where(state => state != Host.Sessions.SessionState.Closed).All(state => Engine.Sessions.CountOf(state) == 0),
        "The end of all sessions");

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        _handler.Dispose();
        await Server.DisposeAsync();
    }
}
