using System.Numerics;

namespace Millrace.Tracker.Load.Plans;

/// <summary>Shared swarms of which a few are popular: each place is drawn for itself. Who is where is kept in a table of 4 bytes and 16 a place.</summary>
internal sealed class ZipfSwarms : SwarmPlan
{
    private readonly int[] _swarms;
    private readonly ulong[] _members; // open addressing; 0 is free, else the pair and 1
    private readonly ulong _mask;

    public ZipfSwarms(long seed, int workers, int places, int swarms, double exponent)
        : base(seed, workers, places, swarms, SwarmKind.Zipf, exponent)
    {
        var draw = new ZipfDraw(swarms, exponent);
        _swarms = new int[workers * places];
        _members = new ulong[BitOperations.RoundUpToPowerOf2((uint)_swarms.Length * 2)];
        _mask = (ulong)_members.Length - 1;
        for (int i = 0; i < _swarms.Length; i++)
        {
            _swarms[i] = draw.At(Mixing.UnitOf(Key, (ulong)i));
            ref ulong slot = ref Find(Pair(i / places, _swarms[i]));
            slot = Pair(i / places, _swarms[i]);
        }
    }

    public override int SwarmAt(int worker, int place) => _swarms[(worker * Places) + place];

    public override bool Has(int worker, int swarm) => Find(Pair(worker, swarm)) != 0;

    private static ulong Pair(int worker, int swarm) => (((ulong)(uint)worker << 32) | (uint)swarm) + 1;

    private ref ulong Find(ulong pair)
    {
        ulong at = Mixing.Of(0, pair) & _mask;
        while (_members[at] != 0 && _members[at] != pair)
        {
            at = (at + 1) & _mask;
        }

        return ref _members[at];
    }
}
