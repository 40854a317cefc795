using Millrace.Engine.Clients;
using Millrace.Shards;

namespace Millrace.Engine.Dispatch;

/// <summary>Each client starts once its last operation has ended and its think time is over; that moment is the due time.</summary>
internal sealed class ClosedDispatcher(DispatchPlan plan, TimeSpan thinkTime) : Dispatcher
{
    private bool _spreading;

    public override bool TryTake(ClientLane lane, out long due)
    {
        due = 0;
        if (lane.Occupied > 0)
        {
            return false;
        }

        long now = due = Shard.Now;
        if (now >= End)
        {
            return false;
        }

        if (thinkTime == TimeSpan.Zero)
        {
            return true;
        }

        if (lane.NextDue == 0)
        {
            // The first starts are spread over one think time, so that clients do not think in step.
            long think = lane.ThinkTicks(thinkTime);
            lane.NextDue = now + (_spreading ? (long)(think * Seeds.Unit(plan.Seed, lane.Index)) : think);
            lane.WakeAt(lane.NextDue);
            return false;
        }

        if (now < lane.NextDue)
        {
            return false;
        }

        due = lane.NextDue;
        lane.NextDue = 0;
        return due < End;
    }

    protected override void Began(long start)
    {
        _spreading = true;
        foreach (ClientLane lane in plan.Lanes)
        {
            lane.Pump();
        }

        _spreading = false;
    }
}
