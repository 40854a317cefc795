using Millrace.Shards;

namespace Millrace.WebSockets.Connection;

/// <summary>The last phase of a connection: what waits is sent, the stream is ended in the order that keeps the close frame alive.</summary>
internal static class Closing
{
    // A peer that keeps talking after its close frame is read this far, then dropped.
    private const int MaxDiscardedBytes = 4 * 1024 * 1024;

    /// <summary>
    /// After the close frames: a server may end the stream at once. It shuts its half down before it closes, because TLS takes
    /// bytes before the socket does, and closing alone would drop those. A client waits for the server to do it, so that the
    /// server's side keeps no port busy, and so does whoever closes on a violation, because closing a socket with unread bytes
    /// resets the stream and the peer may never see our close frame.
    /// </summary>
    public static async Task EndStreamAsync(Link link, SendPump pump, bool shutdown, bool awaitEnd)
    {
        try
        {
            pump.Flush();
            if (!pump.Frames.IsEmpty && !pump.HasEnded)
            {
                await pump.WaitForEmptyAsync(CancellationToken.None);
            }

            if (shutdown)
            {
                await link.ShutdownSendAsync();
            }

            if (awaitEnd)
            {
                await DiscardToEndAsync(link, CancellationToken.None);
            }
        }
        catch (Exception e) when (e is LinkException or WebSocketClosedException or ObjectDisposedException)
        {
            // Expected: the peer, the sweep or the application has ended the stream meanwhile, which is what we wait for.
        }
    }

    /// <summary>Reads what the peer still sends until it ends its half.</summary>
    public static async Task DiscardToEndAsync(Link link, CancellationToken cancellationToken)
    {
        int left = MaxDiscardedBytes;
        while (left > 0)
        {
            await link.WaitReadableAsync(cancellationToken);
            byte[] buffer = link.Shard.Buffers.Rent();
            int count;
            try
            {
                count = link.TryReceive(buffer);
            }
            finally
            {
                link.Shard.Buffers.Return(buffer);
            }

            if (count == 0)
            {
                return;
            }

            left -= Math.Max(0, count);
        }
    }
}
