using System.Net;
using Millrace.Hosting.Admission;

namespace Millrace.Live.Host.Sessions;

/// <summary>
/// The sessions that have no connection, in the order in which they make room for others: pending ones before detached ones, and of each the one first that has waited longest. All together, and
/// by address. Nothing here looks at more sessions than it is asked for. Thread-safe.
/// </summary>
/// <param name="byAddress">Whether the addresses' own lines are ever asked for.</param>
internal sealed class AbsentLine(bool byAddress)
{
    private readonly Lock _lock = new();
    private readonly Line _all = new();
    private readonly Dictionary<UInt128, Line> _byAddress = [];

    /// <summary>A session has come to its state without a connection: it is the last of its line.</summary>
    public void Add(LiveSession session, SessionState state)
    {
        Place place = new(new(session), byAddress && session.Address is not null ? new(session) : null);
        lock (_lock)
        {
            session.Absence = place;
            _all.Of(state).AddLast(place.OfAll);
            if (place.OfAddress is { } node)
            {
                UInt128 key = AddressLimits.KeyOf(session.Address!);
                if (!_byAddress.TryGetValue(key, out Line? line))
                {
                    _byAddress[key] = line = new Line();
                }

                line.Of(state).AddLast(node);
            }
        }
    }

    /// <summary>A session has a connection again, or has ended.</summary>
    public void Remove(LiveSession session)
    {
        lock (_lock)
        {
            if (session.Absence is not { } place)
            {
                return;
            }

            session.Absence = null;
            place.OfAll.List!.Remove(place.OfAll);
            if (place.OfAddress is { } node)
            {
                node.List!.Remove(node);
                UInt128 key = AddressLimits.KeyOf(session.Address!);
                if (_byAddress[key].IsEmpty)
                {
                    _byAddress.Remove(key);
                }
            }
        }
    }

    /// <summary>The first of the line, at most so many: of one state or of both, of one address' network or of all.</summary>
    public List<LiveSession> First(int count, SessionState? state = null, IPAddress? address = null)
    {
        List<LiveSession> first = [];
        lock (_lock)
        {
            Line? line = address is null ? _all : _byAddress.GetValueOrDefault(AddressLimits.KeyOf(address));
            if (line is not null && state is not SessionState.Detached)
            {
                Take(line.Pending, count, first);
            }

            if (line is not null && state is not SessionState.Pending)
            {
                Take(line.Detached, count, first);
            }
        }

        return first;
    }

    private static void Take(LinkedList<LiveSession> line, int count, List<LiveSession> first)
    {
        for (LinkedListNode<LiveSession>? node = line.First; node is not null && first.Count < count; node = node.Next)
        {
            first.Add(node.Value);
        }
    }

    /// <summary>Where a session stands.</summary>
    internal sealed record Place(LinkedListNode<LiveSession> OfAll, LinkedListNode<LiveSession>? OfAddress);

    private sealed class Line
    {
        public LinkedList<LiveSession> Pending { get; } = new();

        public LinkedList<LiveSession> Detached { get; } = new();

        public bool IsEmpty => Pending.Count == 0 && Detached.Count == 0;

        public LinkedList<LiveSession> Of(SessionState state) => state == SessionState.Pending ? Pending : Detached;
    }
}
