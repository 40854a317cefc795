using Millrace.Engine.Clients;

namespace Millrace.Engine.Dispatch;

/// <summary>
/// Each client starts on its own fixed schedule, the schedules spread evenly over one interval. A start whose client is busy waits and keeps
/// its due time, so the wait shows as response time; one later than the operation timeout is dropped.
/// </summary>
internal sealed class PacedDispatcher : Dispatcher
{
    private readonly DispatchPlan _plan;
    private readonly DueLoop _loop;
    private readonly double _interval;
    private long _start;
    private long _n;
    private long _fired;

    public PacedDispatcher(DispatchPlan plan, double ratePerClient)
    {
        _plan = plan;
        _interval = Ticks.PerSecond / ratePerClient * plan.Starters / plan.Clients; // the rate of all, shared by those that start
        _loop = new DueLoop(plan.Shard, plan.Meter, NextDue, Fire);
    }

    public override bool TryTake(ClientLane lane, out long due)
    {
        due = 0;
        if (lane.Occupied >= _plan.Window)
        {
            return false;
        }

        long now = Shards.Shard.Now;
        while (true)
        {
            due = DueOf(lane, lane.Starts);
            if (due > now || due >= End)
            {
                return false;
            }

            lane.Starts++;
            if (now - due <= _plan.TimeoutTicks)
            {
                return true;
            }

            lane.Drop(due);
        }
    }

    protected override void Began(long start)
    {
        _start = start;
        _n = 0;
        _fired = 0;
        _loop.Begin(_plan.Lanes.Count == 0 ? long.MinValue : End);
    }

    protected override void Finishing(long end) => _loop.Finish(end);

    protected override void Stopped(long end)
    {
        foreach (ClientLane lane in _plan.Lanes)
        {
            for (long due; (due = DueOf(lane, lane.Starts)) < end; lane.Starts++)
            {
                lane.Drop(due);
            }
        }
    }

    private void Fire(long due) => _plan.Lanes[(int)(_fired++ % _plan.Lanes.Count)].Pump();

    private long NextDue()
    {
        if (_plan.Lanes.Count == 0)
        {
            return long.MaxValue;
        }

        (long round, long index) = Math.DivRem(_n++, _plan.Lanes.Count);
        return DueOf(_plan.Lanes[(int)index], round);
    }

    private long DueOf(ClientLane lane, long round) => _start + (long)((round + (lane.Rank / (double)_plan.Starters)) * _interval);
}
