using System.Net.Sockets;

namespace Millrace.Engine.Running;

/// <summary>Whether anybody takes connections at a target's address.</summary>
internal static class Reach
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(2);

    /// <summary>Tries once. An address without a port, which the lab cannot know, counts as not reached.</summary>
    public static async Task<bool> TakesConnectionsAsync(Uri address)
    {
        int port = address.Port > 0 ? address.Port : address.Scheme switch { "amqp" => 5672, "amqps" => 5671, _ => 0 };
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var late = new CancellationTokenSource(_patience, TimeProvider.System);
        try
        {
            await socket.ConnectAsync(address.DnsSafeHost, port, late.Token).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is SocketException or OperationCanceledException or ArgumentException)
        {
            return false; // that is the answer
        }
    }
}
