using Millrace.Engine.Arrivals;
using Millrace.Engine.Clients;

namespace Millrace.Engine.Dispatch;

/// <summary>
/// Starts follow a plan over all clients. At its due time an arrival takes the client that has been free longest; where none is free it is dropped,
/// and so is one that this thread reaches later than the operation timeout.
/// </summary>
internal sealed class ArrivalDispatcher : Dispatcher
{
    private readonly DispatchPlan _plan;
    private readonly ArrivalCursor? _cursor; // null where every client of the shard only listens
    private readonly DueLoop _loop;
    private readonly Queue<ClientLane> _free;
    private long _start;

    public ArrivalDispatcher(DispatchPlan plan, ArrivalPlan arrivals)
    {
        _plan = plan;
        _cursor = plan.Lanes.Count == 0 ? null : arrivals.Walk(plan.Seed, plan.ShardIndex, plan.ShardCount);
        _loop = new DueLoop(plan.Shard, plan.Meter, NextDue, Fire);
        _free = new Queue<ClientLane>(plan.Lanes.Count);
    }

    public override bool TryTake(ClientLane lane, out long due)
    {
        due = 0;
        return false;
    }

    public override void Freed(ClientLane lane)
    {
        if (!lane.IsQueued && lane.Occupied < _plan.Window)
        {
            lane.IsQueued = true;
            _free.Enqueue(lane);
        }
    }

    protected override void Began(long start)
    {
        _start = start;
        foreach (ClientLane lane in _plan.Lanes)
        {
            lane.Pump();
        }

        _loop.Begin(End);
    }

    protected override void Finishing(long end) => _loop.Finish(end);

    private void Fire(long due)
    {
        if (Shards.Shard.Now - due <= _plan.TimeoutTicks)
        {
            while (_free.TryDequeue(out ClientLane? lane))
            {
                lane.IsQueued = false;
                if (lane.TryStart(due, _plan.Window))
                {
                    return;
                }
            }
        }

        Drop(due);
    }

    private void Drop(long due)
    {
        _plan.Meter.CountDue(_plan.StartOperation, due);
        // While most clients are up, it is the busy ones that were too few.
        _plan.Meter.CountDropped(_plan.StartOperation, due, unconnected: 2 * _plan.Connected() <= _plan.Lanes.Count);
    }

    private long NextDue()
    {
        long offset = _cursor?.Next() ?? long.MaxValue;
        return offset == long.MaxValue ? long.MaxValue : _start + offset;
    }
}
