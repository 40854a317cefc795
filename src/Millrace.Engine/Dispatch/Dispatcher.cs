using Millrace.Engine.Clients;
using Millrace.Engine.Loads;

namespace Millrace.Engine.Dispatch;

/// <summary>Decides on one shard which client starts when. Shard thread only.</summary>
internal abstract class Dispatcher
{
    /// <summary>When the last start can be due, exclusive; in the past once the load was stopped.</summary>
    protected long End { get; private set; } = long.MinValue;

    /// <summary>The dispatcher of a load model for one of several shards.</summary>
    public static Dispatcher For(DispatchPlan plan) => plan.Load switch
    {
        Closed closed => new ClosedDispatcher(plan, closed.ThinkTime),
        Flood flood => new FloodDispatcher(plan, flood.Window),
        Paced paced => new PacedDispatcher(plan, paced.RatePerClient),
        ArrivalRate arrivals => new ArrivalDispatcher(plan, arrivals.Plan),
        _ => throw new ArgumentException($"There is no dispatcher for {plan.Load.GetType().Name}.", nameof(plan)),
    };

    /// <summary>Begins the load: dues count from <paramref name="start"/> and stay below <paramref name="end"/>.</summary>
    public void Begin(long start, long end)
    {
        End = end;
        Began(start);
    }

    /// <summary>Ends the load. What was due by then and has not started is counted as dropped.</summary>
    public void Stop(long now)
    {
        long end = Math.Min(End, now);
        Finishing(end);
        End = long.MinValue;
        Stopped(end);
    }

    /// <summary>Whether a free client shall start now, and since when it should have.</summary>
    public abstract bool TryTake(ClientLane lane, out long due);

    /// <summary>A client has room for a start that nobody has for it yet.</summary>
    public virtual void Freed(ClientLane lane)
    {
    }

    protected abstract void Began(long start);

    /// <summary>What was due before <paramref name="end"/> may still start.</summary>
    protected virtual void Finishing(long end)
    {
    }

    protected virtual void Stopped(long end)
    {
    }
}
