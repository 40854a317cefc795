using System.Buffers.Binary;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Plans;

/// <summary>
/// Who takes part in which swarm, known before anything is sent, so that every peer in every answer can be told as right or wrong. A worker has a number of places; each place
/// is a swarm. A worker is known to others by its port. Read by every shard at once; nothing changes after it is made.
/// </summary>
internal abstract class SwarmPlan
{
    private const int PeersInASwarm = 50;
    private const int FirstPort = 1024;
    private const int Ports = 65_536 - FirstPort;

    private readonly ulong _key;

    protected SwarmPlan(long seed, int workers, int places, int swarms, SwarmKind kind, double exponent = 0)
    {
        Workers = workers;
        Places = places;
        Swarms = swarms;
        // Other members are other swarms: what is left at a tracker from another run must not look like a wrong answer to this one.
        ulong key = Mixing.Of((ulong)seed, (ulong)kind);
        key = Mixing.Of(key, (ulong)workers);
        key = Mixing.Of(key, (ulong)places);
        key = Mixing.Of(key, (ulong)swarms);
        _key = Mixing.Of(key, BitConverter.DoubleToUInt64Bits(exponent));
    }

    /// <summary>Workers of the whole run.</summary>
    public int Workers { get; }

    /// <summary>Swarms that one worker takes part in; under <see cref="SwarmKind.Zipf"/> some may be the same.</summary>
    public int Places { get; }

    /// <summary>Swarms of the whole run.</summary>
    public int Swarms { get; }

    /// <summary>The key that everything random in the plan follows from.</summary>
    protected ulong Key => _key;

    /// <summary>The plan of a run.</summary>
    public static SwarmPlan Of(TrackerSettings settings, int workers, long seed) => settings.Swarms switch
    {
        SwarmKind.Own => new OwnSwarms(seed, workers, settings.Hashes),
        SwarmKind.Uniform => new UniformSwarms(seed, workers, settings.Hashes, settings.SwarmCount > 0 ? settings.SwarmCount : CountFor(workers, settings.Hashes)),
        _ => new ZipfSwarms(seed, workers, settings.Hashes, settings.SwarmCount, settings.ZipfExponent),
    };

    /// <summary>How many swarms there are where nobody says it: so many that each has about 50 peers, and no worker is in one twice.</summary>
    public static int CountFor(int workers, int places) => (int)Math.Max(places, (long)workers * places / PeersInASwarm);

    /// <summary>The port under which a worker takes part. Above 64,512 workers some share one.</summary>
    public static ushort PortOf(int worker) => (ushort)(FirstPort + (worker % Ports));

    /// <summary>The swarm at a place of a worker's.</summary>
    public abstract int SwarmAt(int worker, int place);

    /// <summary>True where a worker has a place in a swarm.</summary>
    public abstract bool Has(int worker, int swarm);

    /// <summary>The info hash of a swarm.</summary>
    public InfoHash HashOf(int swarm)
    {
        ulong n = (ulong)swarm * 3;
        return new InfoHash(Mixing.Of(_key, n), Mixing.Of(_key, n + 1), (uint)Mixing.Of(_key, n + 2));
    }

    /// <summary>True where a worker seeds at a place: as many places in a hundred as asked for, and always the same ones.</summary>
    public bool Seeds(int worker, int place, double share) =>
        share > 0 && Mixing.UnitOf(~_key, ((ulong)(uint)worker << 32) | (uint)place) < share;

    /// <summary>True where the port is one of a worker that has a place in the swarm.</summary>
    public bool HasPort(int swarm, ushort port)
    {
        for (int worker = port - FirstPort; worker >= 0 && worker < Workers; worker += Ports)
        {
            if (Has(worker, swarm))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Where the first peer stands that does not belong into the swarm, or -1. A peer belongs where its address is the one that all workers have, and its port a worker's
    /// of this swarm.
    /// </summary>
    /// <param name="swarm">The swarm that was asked for.</param>
    /// <param name="peers">Peers in compact form.</param>
    /// <param name="address">The workers' address, 4 bytes or 16; empty where it is not known.</param>
    /// <param name="addressBytes">Length of an address in <paramref name="peers"/>.</param>
    public int FirstStranger(int swarm, ReadOnlySpan<byte> peers, ReadOnlySpan<byte> address, int addressBytes)
    {
        for (int at = 0; at + addressBytes + 2 <= peers.Length; at += addressBytes + 2)
        {
            if ((!address.IsEmpty && !peers.Slice(at, addressBytes).SequenceEqual(address)) || !HasPort(swarm, BinaryPrimitives.ReadUInt16BigEndian(peers[(at + addressBytes)..])))
            {
                return at / (addressBytes + 2);
            }
        }

        return -1;
    }
}
