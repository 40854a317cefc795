using Millrace.Engine.Clients;
using Millrace.Engine.Metering;
using Millrace.Shards;

namespace Millrace.Engine.Running;

/// <summary>Opens one shard's connections when the run begins, and again where they are lost. Shard thread only.</summary>
internal sealed class Dialer(Shard shard, Scenario scenario, Meter meter)
{
    private const int ConnectsAtOnce = 128;
    private const int ConnectAttempts = 3;
    private static readonly TimeSpan _turn = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan _stormPause = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan _interruptedFor = TimeSpan.FromMilliseconds(500);
    private int _connecting;

    /// <summary>Set once the run closes its clients: nothing is opened any more.</summary>
    public bool IsClosing { get; set; }

    private bool IsOver => IsClosing || meter.Draining;

    /// <summary>
    /// Opens every connection on an even schedule from <paramref name="start"/>; completes when each stands or has been given up. Cancelled, it waits half a second at most
    /// for attempts under way: one that comes up later is closed when it does.
    /// </summary>
    public async ValueTask OpenAsync(IReadOnlyList<ClientLane> lanes, long start, CancellationToken cancellationToken)
    {
        double interval = Ticks.PerSecond / scenario.ConnectRate;
        foreach (ClientLane lane in lanes)
        {
            long due = start + (long)(lane.Index * interval);
            while (Shard.Now < due && !cancellationToken.IsCancellationRequested)
            {
                await shard.DelayUntil(Math.Min(due, Shard.Now + Ticks.From(_look)), CancellationToken.None);
            }

            while (_connecting >= ConnectsAtOnce && !cancellationToken.IsCancellationRequested)
            {
                await shard.Delay(_turn, CancellationToken.None);
            }

            if (cancellationToken.IsCancellationRequested)
            {
                break;
            }

            _connecting++;
            _ = FirstConnectAsync(lane, due, cancellationToken);
        }

        long interrupted = long.MaxValue;
        while (_connecting > 0 && Shard.Now < interrupted)
        {
            await shard.Delay(_turn, CancellationToken.None);
            interrupted = cancellationToken.IsCancellationRequested && interrupted == long.MaxValue ? Shard.Now + Ticks.From(_interruptedFor) : interrupted;
        }
    }

    /// <summary>A client has lost its connection: opens it again as the scenario says.</summary>
    public void Reopen(ClientLane lane)
    {
        switch (scenario.Reconnect)
        {
            case ReconnectPolicy.Backoff:
                _ = BackOffAsync(lane);
                break;
            case ReconnectPolicy.Storm:
                // Not within the client's own word of its loss: it is still busy with the old connection.
                shard.Post(_ => { _ = StormAsync(lane); }, null);
                break;
        }
    }

    private async Task FirstConnectAsync(ClientLane lane, long due, CancellationToken cancellationToken)
    {
        try
        {
            for (int attempt = 0; attempt < ConnectAttempts && !IsClosing && !cancellationToken.IsCancellationRequested; attempt++)
            {
                if (attempt > 0)
                {
                    await shard.Delay(Backoff.Of(lane.Step.Seat.Random, attempt - 1), cancellationToken);
                    due = Shard.Now;
                }

                if (await lane.ConnectAsync(due, cancellationToken))
                {
                    return;
                }
            }
        }
        catch (OperationCanceledException)
        {
            // expected: the run ends before the client is connected
        }
        finally
        {
            _connecting--;
        }
    }

    private async Task BackOffAsync(ClientLane lane)
    {
        try
        {
            for (int attempt = 0; !IsOver; attempt++)
            {
                await shard.Delay(Backoff.Of(lane.Step.Seat.Random, attempt));
                if (IsOver || (!lane.IsStepping && await lane.ConnectAsync(Shard.Now, CancellationToken.None)))
                {
                    return;
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }

    private async Task StormAsync(ClientLane lane)
    {
        try
        {
            while (!IsOver)
            {
                if (lane.IsStepping)
                {
                    await shard.Delay(_turn); // its last iteration is about to notice that its connection is gone
                }
                else if (await lane.ConnectAsync(Shard.Now, CancellationToken.None))
                {
                    return;
                }
                else
                {
                    await shard.Delay(_stormPause);
                }
            }
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }
}
