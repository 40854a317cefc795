using Millrace.Gateway.Host.Metrics;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>Deals with the clients that a run could not be sent to in one go: not connected yet, with a queue that is nearly full, or full.</summary>
internal sealed class SlowClients(GatewayCounters counters, DeliveryOptions options)
{
    private const string Reason = "The client does not keep up.";

    /// <summary>Sends a run message by message, as far as there is room, and applies the policy to the rest.</summary>
    public void SendEach(RoutedClient client, MessageRun run)
    {
        for (int i = 0; i < run.Count; i++)
        {
            if (client.Link is { } link)
            {
                Send(client, link, run[i]);
            }
            else if (!client.IsOverrun)
            {
                Keep(client, run[i]);
            }
        }
    }

    /// <summary>Sends what was kept for a client until its 101 was out.</summary>
    public void SendEarly(RoutedClient client)
    {
        while (client.Early is { } early && early.TryTake(out ReadOnlySpan<byte> frame))
        {
            Send(client, client.Link!, frame);
        }

        client.Early = null;
        if (client.IsOverrun)
        {
            client.Link!.Evict(reason: Reason);
        }
    }

    private void Send(RoutedClient client, WebSocketLink link, ReadOnlySpan<byte> frame)
    {
        if (!link.IsOpen)
        {
            return; // it leaves, or is told to
        }

        long dropped = link.DroppedMessages;
        if (link.TrySendEncoded(frame, 1))
        {
            counters.MessagesOut++;
            counters.BytesOut += PayloadLength(frame.Length);
        }
        else
        {
            counters.MessagesDropped++;
            if (Closes(client))
            {
                link.Evict(reason: Reason);
                client.Wake(); // it may be held, and is not waited for any longer
            }
        }

        counters.MessagesDropped += link.DroppedMessages - dropped;
    }

    private void Keep(RoutedClient client, ReadOnlySpan<byte> frame)
    {
        EarlyFrames early = client.Early ??= new EarlyFrames(options.MaxQueueBytes, options.MaxQueueMessages);
        while (!early.TryAdd(frame))
        {
            counters.MessagesDropped++;
            if (Closes(client))
            {
                client.IsOverrun = true;
                return;
            }

            if (frame.Length > options.MaxQueueBytes || !early.TryTake(out _))
            {
                return;
            }
        }
    }

    private static int PayloadLength(int frame) => frame - (frame <= 125 + 2 ? 2 : frame <= ushort.MaxValue + 4 ? 4 : 10);

    // A client with recovery is told of the first message it misses: it comes back for it.
    private bool Closes(RoutedClient client) => options.SlowConsumers == SlowConsumerPolicy.Close || client.Session.IsTracked;
}
