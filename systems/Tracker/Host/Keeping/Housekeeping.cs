using Microsoft.Extensions.Logging;
using Millrace.Shards;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Swarms;

namespace Millrace.Tracker.Host.Keeping;

/// <summary>What one shard does for all beside answering: it drops peers that have not announced for too long, a few at a time, and once a second has the counters looked at.</summary>
internal sealed class Housekeeping(Shard shard, IReadOnlyList<SwarmTable> tables, TimeSpan period, TrackerClock clock, Action everySecond, ILogger log)
{
    private volatile bool _hasDied;

    /// <summary>True when it ended for a reason that should not exist. From any thread.</summary>
    public bool HasDied => _hasDied;

    /// <summary>Begins. From any thread; it ends with the shard.</summary>
    public void Start() => shard.Post(static state => _ = ((Housekeeping)state!).RunAsync(), this);

    private async Task RunAsync()
    {
        try
        {
            ExpiryPace[] paces = new ExpiryPace[tables.Count];
            long[] owed = new long[tables.Count];
            long step = Shard.Now;
            long second = 0;
            while (true)
            {
                long now = Shard.Now;
                if (second == 0 || now - second >= Shard.TicksPerSecond)
                {
                    second = now;
                    Measure(paces);
                    everySecond();
                }

                TimeSpan pause = await ExpireAsync(paces, owed, TimeSpan.FromSeconds((now - step) / (double)Shard.TicksPerSecond));
                step = now;
                await shard.Delay(pause);
            }
        }
        catch (LinkException e) when (e.Error == LinkError.Closed)
        {
            // Expected: the shard has been stopped.
        }
        catch (Exception e)
        {
            _hasDied = true;
            TrackerLog.HousekeepingDied(log, e);
        }
    }

    private void Measure(ExpiryPace[] paces)
    {
        for (int i = 0; i < paces.Length; i++)
        {
            paces[i] = new ExpiryPace(tables[i].Totals(), period);
        }
    }

    // The time until the next step.
    private async ValueTask<TimeSpan> ExpireAsync(ExpiryPace[] paces, long[] owed, TimeSpan elapsed)
    {
        uint seconds = clock.Now.Seconds;
        TimeSpan pause = TimeSpan.MaxValue;
        for (int i = 0; i < paces.Length; i++)
        {
            owed[i] = paces[i].Due(elapsed, owed[i]);
            for (int step = 0; step < ExpiryPace.MostSteps && owed[i] > 0; step++)
            {
                if (step > 0)
                {
                    await Task.Yield(); // requests that have come in meanwhile go first
                }

                int budget = (int)Math.Min(owed[i], ExpiryPace.MostInStep);
                _ = tables[i].Expire(seconds, budget);
                owed[i] -= budget;
            }

            pause = pause < paces[i].Pause ? pause : paces[i].Pause;
        }

        return pause;
    }
}
