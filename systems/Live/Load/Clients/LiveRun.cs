using System.Collections.Concurrent;
using Millrace.Engine;
using Millrace.Engine.Http;
using Millrace.Engine.Loads;
using Millrace.Live.Wire;
using Millrace.WebSockets;

namespace Millrace.Live.Load.Clients;

/// <summary>What the clients of one run share over all shards: settings, options, and the first example of each thing that went wrong.</summary>
internal sealed class LiveRun
{
    private readonly ConcurrentDictionary<string, string> _examples = new(StringComparer.Ordinal);

    public LiveRun(Scenario scenario)
    {
        Settings = LiveSettings.Of(scenario);
        IsIdle = scenario.Mode == LiveModes.Idle;
        PayloadBytes = scenario.PayloadBytes;
        StartEvery = scenario.Load is Paced paced ? TimeSpan.FromSeconds(1 / paced.RatePerClient) : TimeSpan.Zero;
        Socket = new WebSocketClientOptions
        {
            ConnectTimeout = scenario.ConnectTimeout,
            Subprotocols = [LiveProtocol.Subprotocol],
            Connection = new WebSocketOptions
            {
                MaxMessageBytes = LiveProtocol.LargestServerFrame,
                MaxSendQueueBytes = Math.Max(256 * 1024, 4 * scenario.PayloadBytes),
                // A server that takes nothing for a while is what we measure; only its own policy may end the connection.
                SendTimeout = TimeSpan.FromHours(1),
                CloseTimeout = TimeSpan.FromSeconds(2),
            },
        };
        Tls = ClientTls.For(scenario);
        Via = scenario.Via;
    }

    public LiveSettings Settings { get; }

    /// <summary>True where clients only ping.</summary>
    public bool IsIdle { get; }

    public int PayloadBytes { get; }

    /// <summary>How far apart a client's starts are; zero where they follow one another.</summary>
    public TimeSpan StartEvery { get; }

    /// <summary>How a WebSocket is opened; each client adds its own fields.</summary>
    public WebSocketClientOptions Socket { get; }

    /// <summary>The first example of each thing that went wrong, by its count's name.</summary>
    public IReadOnlyDictionary<string, string> Examples => _examples;

    private System.Net.Security.SslClientAuthenticationOptions? Tls { get; }

    private System.Net.IPEndPoint? Via { get; }

    /// <summary>The way to the page.</summary>
    public HttpRoute RouteTo(Uri target) => new(target, Via, Tls);

    /// <summary>Keeps the words for something that went wrong, where it is the first of its kind.</summary>
    public void Note(string kind, string words) => _examples.TryAdd(kind, words);
}
