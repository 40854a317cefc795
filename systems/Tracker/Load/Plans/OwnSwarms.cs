namespace Millrace.Tracker.Load.Plans;

/// <summary>Each worker has swarms that nobody else takes part in.</summary>
internal sealed class OwnSwarms(long seed, int workers, int places) : SwarmPlan(seed, workers, places, workers * places, SwarmKind.Own)
{
    public override int SwarmAt(int worker, int place) => (worker * Places) + place;

    public override bool Has(int worker, int swarm) => (uint)(swarm - (worker * Places)) < (uint)Places;
}
