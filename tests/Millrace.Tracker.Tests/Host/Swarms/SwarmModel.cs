using Millrace.Tracker.Host.Swarms;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Host.Swarms;

/// <summary>What the table has to do, in the plainest way.</summary>
internal sealed class SwarmModel(SwarmLimits limits)
{
    private readonly Dictionary<int, Dictionary<int, Peer>> _swarms = [];
    private readonly Dictionary<int, uint> _completed = [];

    public int Swarms => _swarms.Count;

    public int Peers => _swarms.Values.Sum(peers => peers.Count);

    public long Refused { get; private set; }

    public IEnumerable<int> Names => _swarms.Keys;

    /// <summary>True where the peer is stored, or was and has left.</summary>
    public bool Announce(int swarm, int peer, PeerRole role, bool completed, uint now)
    {
        bool isKnown = _swarms.TryGetValue(swarm, out Dictionary<int, Peer>? peers);
        if (role == PeerRole.Stopped)
        {
            if (isKnown && peers!.Remove(peer))
            {
                RemoveIfEmpty(swarm);
            }

            return true;
        }

        bool isSeeder = role == PeerRole.Seeder;
        if (isKnown && peers!.TryGetValue(peer, out Peer old))
        {
            bool counts = isSeeder && !old.IsSeeder && !old.IsCounted;
            peers[peer] = new(isSeeder, old.IsCounted || counts, now);
            _completed[swarm] += counts ? 1u : 0;
            return true;
        }

        if ((isKnown && peers!.Count >= limits.MaxPeersPerSwarm) || Peers >= limits.MaxPeers || (!isKnown && Swarms >= limits.MaxSwarms))
        {
            Refused++;
            return false;
        }

        if (!isKnown)
        {
            _swarms[swarm] = peers = [];
            _completed[swarm] = 0;
        }

        peers![peer] = new(isSeeder, isSeeder && completed, now);
        _completed[swarm] += isSeeder && completed ? 1u : 0;
        return true;
    }

    public int Expire(uint now)
    {
        int dropped = 0;
        foreach ((int swarm, Dictionary<int, Peer> peers) in _swarms.ToList())
        {
            foreach ((int peer, Peer state) in peers.ToList())
            {
                if (now - state.Seen > limits.PeerAge.TotalSeconds)
                {
                    _ = peers.Remove(peer);
                    dropped++;
                }
            }

            RemoveIfEmpty(swarm);
        }

        return dropped;
    }

    public ScrapeEntry Scrape(int swarm) => _swarms.TryGetValue(swarm, out Dictionary<int, Peer>? peers)
        ? new((uint)peers.Values.Count(peer => peer.IsSeeder), _completed[swarm], (uint)peers.Values.Count(peer => !peer.IsSeeder))
        : default;

    /// <summary>Whom a peer may be told of.</summary>
    public HashSet<int> Candidates(int swarm, int asker, PeerRole role) => role == PeerRole.Stopped || !_swarms.TryGetValue(swarm, out Dictionary<int, Peer>? peers)
        ? []
        : [.. peers.Where(peer => peer.Key != asker && !(role == PeerRole.Seeder && peer.Value.IsSeeder)).Select(peer => peer.Key)];

    private void RemoveIfEmpty(int swarm)
    {
        if (_swarms[swarm].Count == 0)
        {
            _ = _swarms.Remove(swarm);
            _ = _completed.Remove(swarm);
        }
    }

    private readonly record struct Peer(bool IsSeeder, bool IsCounted, uint Seen);
}
