using Millrace.Engine;
using Millrace.Engine.Loads;
using Millrace.Speech.Load.Clients;

namespace Millrace.Speech.Load;

/// <summary>The ways of driving a transcription service.</summary>
internal static class SpeechModes
{
    /// <summary>Users who stream, transcribe over HTTP and ask for health, seven to three to one, with pauses.</summary>
    public const string Mixed = "mixed";

    /// <summary>A third of the users only stream, a third only transcribe over HTTP, a third are mixed.</summary>
    public const string Classes = "classes";

    /// <summary>Users who only stream.</summary>
    public const string WebSocketOnly = "websocket";

    /// <summary>Users who only transcribe over HTTP.</summary>
    public const string RestOnly = "rest";

    /// <summary>Users who only ask for health.</summary>
    public const string Health = "health";

    /// <summary>One long stream each, a chunk at each moment of an absolute schedule whether or not answers came.</summary>
    public const string Stream = "stream";

    /// <summary>Sessions that are held and silent; one client asks for health once a second.</summary>
    public const string Idle = "idle";

    /// <summary>Unanswered chunks at which a talker sends no more: 10 s of 20 ms.</summary>
    public const int Window = 512;

    /// <summary>A chunk of audio, done with its answer.</summary>
    public static readonly OperationId Chunk = new(0);

    /// <summary>The upgrade to a WebSocket with the session's first message.</summary>
    public static readonly OperationId Open = new(1);

    /// <summary>POST /v1/transcribe.</summary>
    public static readonly OperationId Rest = new(2);

    /// <summary>GET /v1/health.</summary>
    public static readonly OperationId HealthCheck = new(3);

    // The middle between the shortest and the longest pause of such a user.
    private static readonly TimeSpan _calm = TimeSpan.FromSeconds(1.25);
    private static readonly TimeSpan _brisk = TimeSpan.FromSeconds(0.3);

    public static SystemInfo Info { get; } = new()
    {
        Name = "speech",
        Description = "streaming transcription: audio over WebSocket and HTTP, partial and final text, sessions, memory and latency per stage",
        Operations = ["audio-chunk", "ws-connect", "rest-transcribe", "health"],
        ConnectName = "client",
        Modes =
        [
            new(Mixed, "each user streams 50 to 250 chunks (7 in 11), transcribes over HTTP (3) or asks for health (1), one answer after another, then waits 0.5 to 2 s", new Closed(_calm)) { Starts = Open },
            new(Classes, "users of several kinds, a third each unless users says otherwise: streams only and HTTP only, with waits of 0.1 to 0.5 s, and mixed", new Closed(_calm)) { Starts = Open },
            new(WebSocketOnly, "each user streams, then waits 0.1 to 0.5 s", new Closed(_brisk)) { Starts = Open },
            new(RestOnly, "each user transcribes 1 to 3 s of audio over HTTP, then waits 0.1 to 0.5 s", new Closed(_brisk)) { Starts = Rest },
            new(Health, "each user asks for health, then waits 0.1 to 0.5 s", new Closed(_brisk)) { Starts = HealthCheck },
            new(Stream, "each talker sends a chunk each 20 ms on an absolute schedule, whether or not answers came; with talking below 100 the others hold a silent session", new Paced(50), Window) { LoadFor = TalkersLoad },
            new(Idle, "all hold a silent session, and one client asks for health once a second", new Paced(1)) { Starts = HealthCheck, LoadFor = static scenario => new Paced(1.0 / scenario.Clients) },
        ],
        Counts = SpeechCounts.All,
        Schemes = ["http", "https", "ws", "wss"],
        Parameters = SpeechParameters.All,
        Mix = new MixInfo(SpeechParameters.Users, UserMix.Names, Classes),
        SocketsFor = static scenario => scenario.Mode is Mixed or Classes ? scenario.Clients * 2 : scenario.Clients,
        CloseWithin = TimeSpan.FromSeconds(12),
        DefaultPayloadBytes = 640,
        MinPayloadBytes = 1,
    };

    /// <summary>The pause of a user between two of its tasks, as long as nobody says another.</summary>
    public static TimeSpan PauseOf(string mode) => mode is Mixed or Classes ? _calm : _brisk;

    /// <summary>How many of a scenario's clients talk: at least one, where any shall.</summary>
    public static int Talkers(int clients, int percent) => percent == 0 ? 0 : Math.Max(1, (int)Math.Round(clients * percent / 100.0, MidpointRounding.AwayFromZero));

    /// <summary>True for those of them that do, spread evenly.</summary>
    public static bool Talks(int index, int clients, int talkers) => (long)(index + 1) * talkers / clients > (long)index * talkers / clients;

    // The engine shares the rate of all clients among those that start.
    private static LoadModel TalkersLoad(Scenario scenario)
    {
        SpeechSettings settings = SpeechSettings.Of(scenario);
        double share = Talkers(scenario.Clients, settings.TalkingPercent) / (double)scenario.Clients;
        return settings.Pace switch
        {
            SpeechPace.RealTime => new Paced(1000.0 / settings.ChunkMs * share),
            SpeechPace.Fast => new Paced(200 * share),
            _ => new Flood(64),
        };
    }
}
