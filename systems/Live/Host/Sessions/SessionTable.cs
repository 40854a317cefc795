using System.Collections.Concurrent;
using System.Net;
using Millrace.Hosting.Admission;
using Millrace.Live.Host.Memory;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Security;

namespace Millrace.Live.Host.Sessions;

/// <summary>All sessions, and who may have another one. Thread-safe.</summary>
internal sealed class SessionTable
{
    private const int Remembered = 10_000;

    // Of several that could go the first may be in the middle of something; where all these are, there is no room.
    private const int Tries = 16;

    private readonly ConcurrentDictionary<SessionId, LiveSession> _byId = new();
    private readonly AddressLimits _addresses;
    private readonly LiveOptions _options;
    private readonly MemoryLedger _ledger;
    private readonly LiveCounters _counters;
    private readonly int[] _inState = new int[(int)SessionState.Ended + 1];
    private int _count;
    private int _takingDown;

    public SessionTable(LiveOptions options, MemoryLedger ledger, LiveCounters counters)
    {
        (_options, _ledger, _counters) = (options, ledger, counters);
        _addresses = new AddressLimits(options.MaxSessionsPerAddress);
        Absent = new AbsentLine(options.MaxSessionsPerAddress > 0);
    }

    /// <summary>Those that were evicted last.</summary>
    public Departed Departed { get; } = new(Remembered);

    /// <summary>How many there are, those that are just being made included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>How many have ended whose pages are still being taken down, and whose state is not on its way to the store.</summary>
    public int TakingDown => Volatile.Read(ref _takingDown);

    /// <summary>All, in no order; some may end meanwhile.</summary>
    public IEnumerable<LiveSession> All => _byId.Select(static pair => pair.Value); // _byId.Values would lock the whole table and copy it.

    /// <summary>Those without a connection, in the order in which they may go.</summary>
    public AbsentLine Absent { get; }

    public int CountOf(SessionState state) => Volatile.Read(ref _inState[(int)state]);

    public LiveSession? Find(SessionId id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a place for a session; null where there was one. Give it back by <see cref="Forgo"/> or with a session by <see cref="Add"/>, then <see cref="Remove"/>.</summary>
    public RefusalReason? TryReserve(IPAddress? address)
    {
        if (_ledger.Level >= PressureLevel.Full)
        {
            return RefusalReason.Memory;
        }

        // The address first: who has used up its own places takes none of anybody else's.
        if (address is not null && !_addresses.TryEnter(address) && !(MakeRoom(EndReason.AddressLimit, null, address) && _addresses.TryEnter(address)))
        {
            return RefusalReason.AddressLimit;
        }

        if (Interlocked.Increment(ref _count) > _options.MaxSessions && !MakeRoom(EndReason.SessionLimit))
        {
            Forgo(address);
            return RefusalReason.SessionLimit;
        }

        return null;
    }

    /// <summary>Gives back a place for which no session came to be.</summary>
    public void Forgo(IPAddress? address)
    {
        Interlocked.Decrement(ref _count);
        if (address is not null)
        {
            _addresses.Leave(address);
        }
    }

    /// <summary>Makes a session known, in the place that was taken for it. False where another has its id.</summary>
    public bool Add(LiveSession session)
    {
        if (!_byId.TryAdd(session.Id, session))
        {
            return false;
        }

        Interlocked.Increment(ref _inState[(int)session.State]);
        Absent.Add(session, session.State);
        return true;
    }

    /// <summary>A session changes its state, in its turn.</summary>
    public void Moved(LiveSession session, SessionState from, SessionState to)
    {
        Absent.Remove(session);
        if (to is SessionState.Pending or SessionState.Detached)
        {
            Absent.Add(session, to);
        }

        Interlocked.Decrement(ref _inState[(int)from]);
        Interlocked.Increment(ref _inState[(int)to]);
    }

    /// <summary>A session is ending.</summary>
    public void BeginTakingDown() => Interlocked.Increment(ref _takingDown);

    /// <summary>Nothing of it is left to do.</summary>
    public void EndTakingDown() => Interlocked.Decrement(ref _takingDown);

    /// <summary>A session has ended, in its turn, where it was known.</summary>
    public void Remove(LiveSession session, EndReason reason)
    {
        if (_byId.TryRemove(new KeyValuePair<SessionId, LiveSession>(session.Id, session)))
        {
            Forgo(session.Address);
            _counters.End(reason);
            if (reason.IsEviction())
            {
                Departed.Add(session.Id, reason);
            }
        }
    }

    /// <summary>Whoever has lost its connection makes room for whoever is there. At once: its place is free when this returns true. Costs the same however many sessions there are.</summary>
    public bool MakeRoom(EndReason reason, SessionState? state = null, IPAddress? address = null)
    {
        foreach (LiveSession session in Absent.First(Tries, state, address))
        {
            if (session.TryEvict(reason))
            {
                return true;
            }
        }

        return false;
    }
}
