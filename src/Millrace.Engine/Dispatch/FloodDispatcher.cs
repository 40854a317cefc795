using Millrace.Engine.Clients;
using Millrace.Shards;

namespace Millrace.Engine.Dispatch;

/// <summary>Each client starts whenever fewer than a window of its operations are in flight.</summary>
internal sealed class FloodDispatcher(DispatchPlan plan, int window) : Dispatcher
{
    public override bool TryTake(ClientLane lane, out long due)
    {
        due = 0;
        return lane.Occupied < window && (due = Shard.Now) < End;
    }

    protected override void Began(long start)
    {
        foreach (ClientLane lane in plan.Lanes)
        {
            lane.Pump();
        }
    }
}
