using Millrace.Shards;

namespace Millrace.WebSockets.Handshake;

/// <summary>Watches a client that waits for its answer: whether it leaves, or breaks RFC 6455 section 4.1 by sending more before it has one.</summary>
internal sealed class EarlyBird : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _watching;

    /// <summary>Begins; cancels <paramref name="asking"/> when the client does either.</summary>
    public EarlyBird(Link link, CancellationTokenSource asking) => _watching = WatchAsync(link, asking);

    /// <summary>True when bytes came.</summary>
    public bool HasSpoken { get; private set; }

    /// <summary>True when the stream ended or failed.</summary>
    public bool HasLeft { get; private set; }

    /// <summary>Ends the watch; the link may be received from again once this has completed.</summary>
    public async ValueTask DisposeAsync()
    {
        _stop.Cancel();
        await _watching;
        _stop.Dispose();
    }

    private async Task WatchAsync(Link link, CancellationTokenSource asking)
    {
        byte[] one = new byte[1];
        try
        {
            int count = -1;
            while (count < 0)
            {
                await link.WaitReadableAsync(_stop.Token);
                count = link.TryReceive(one);
            }

            HasSpoken = count > 0;
            HasLeft = count == 0;
        }
        catch (OperationCanceledException)
        {
            // The decision is there, and the client still waits for it.
        }
        catch (LinkException)
        {
            HasLeft = true;
        }

        if (HasSpoken || HasLeft)
        {
            asking.Cancel();
        }
    }
}
