namespace Millrace.Tracker.Load.Plans;

/// <summary>
/// Shared swarms of equal size: the workers' places are laid around the ring of swarms one after the other, so that no worker is twice in one and their sizes differ by one
/// at most.
/// </summary>
internal sealed class UniformSwarms : SwarmPlan
{
    private readonly int[] _first;

    public UniformSwarms(long seed, int workers, int places, int swarms)
        : base(seed, workers, places, swarms, SwarmKind.Uniform)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(places, swarms);
        _first = new int[workers];
        for (int worker = 0; worker < workers; worker++)
        {
            _first[worker] = (int)((long)worker * places % swarms);
        }
    }

    public override int SwarmAt(int worker, int place)
    {
        int swarm = _first[worker] + place;
        return swarm < Swarms ? swarm : swarm - Swarms;
    }

    public override bool Has(int worker, int swarm)
    {
        int distance = swarm - _first[worker];
        return (uint)swarm < (uint)Swarms && (distance < 0 ? distance + Swarms : distance) < Places;
    }
}
