using Millrace.Engine;
using Millrace.Engine.Loads;

namespace Millrace.Http.Load;

/// <summary>The ways of driving a web server, and what can be set.</summary>
internal static class HttpModes
{
    /// <summary>Each client sends its next request when the last one is answered.</summary>
    public const string Requests = "requests";

    /// <summary>Clients hold a connection and ask over it now and then.</summary>
    public const string Idle = "idle";

    /// <summary>Requests a second of each idle client.</summary>
    public const double IdleRate = 0.1;

    public static SystemInfo Info { get; } = new()
    {
        Name = "http",
        Description = "anybody's HTTP/1.1 server: requests and answers, a mix of several, a connection for each or kept, over TLS too",
        Operations = [HttpSettings.OneRequest],
        Modes =
        [
            new(Requests, "each client sends its next request when its last one is answered", new Closed()),
            new(Idle, "clients hold their connection open; one request in 10 s each", new Paced(IdleRate)),
        ],
        Counts = HttpCounts.All,
        Schemes = ["http", "https"],
        Parameters = HttpParameters.All,
        DefaultPayloadBytes = 0,
        MinPayloadBytes = 0,
        MaxPayloadBytes = 16 * 1024 * 1024,
    };
}
