using Millrace.WebSockets;

namespace Millrace.Gateway.Load;

/// <summary>Sends what does not fit into a connection's queue now.</summary>
internal static class Sending
{
    /// <summary>Waits for room: the server takes less than we send. Other clients stamp the same bytes meanwhile, so this message gets its own.</summary>
    public static async ValueTask WhenRoomAsync(WebSocketLink link, ReadOnlyMemory<byte> message)
    {
        byte[] own = message.ToArray();
        try
        {
            await link.SendAsync(WebSocketMessageKind.Text, own).ConfigureAwait(false);
        }
        catch (WebSocketClosedException)
        {
            // expected: the connection ended while we waited; the receive loop says how
        }
    }
}
