using Millrace.Engine;
using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>How the clients of a scenario open and limit their connections.</summary>
internal static class ClientOptions
{
    private const int FrameOverhead = 14;
    private const int QueuedAtLeast = 256 * 1024;

    public static WebSocketClientOptions For(Scenario scenario) => new()
    {
        ConnectTimeout = scenario.ConnectTimeout,
        Tls = ClientTls.For(scenario),
        ConnectTo = scenario.Via,
        Connection = new WebSocketOptions
        {
            MaxMessageBytes = Math.Max(scenario.PayloadBytes, 64 * 1024),
            // What a client has outstanding is bounded here too, whatever its window.
            MaxSendQueueBytes = Math.Max(QueuedAtLeast, Math.Max(scenario.PayloadBytes, 64 * 1024) + FrameOverhead),
            // A server that takes nothing for a while is what we measure; only its own policy may end the connection.
            SendTimeout = TimeSpan.FromHours(1),
            CloseTimeout = TimeSpan.FromSeconds(2),
        },
    };
}
