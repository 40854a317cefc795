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

    private readonly ConcurrentDictionary<SessionId, LiveSession> _byId = new();
    private readonly AddressLimits _addresses;
    private readonly LiveOptions _options;
    private readonly MemoryLedger _ledger;
    private readonly LiveCounters _counters;
    private readonly int[] _inState = new int[(int)SessionState.Ended + 1];
    private int _count;

    public SessionTable(LiveOptions options, MemoryLedger ledger, LiveCounters counters)
    {
        (_options, _ledger, _counters) = (options, ledger, counters);
        _addresses = new AddressLimits(options.MaxSessionsPerAddress);
    }

    /// <summary>Those that were evicted last.</summary>
    public Departed Departed { get; } = new(Remembered);

    /// <summary>How many there are, those that are just being made included.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>All, in no order; some may end meanwhile.</summary>
    public IEnumerable<LiveSession> All => _byId.Values;

    public int CountOf(SessionState state) => Volatile.Read(ref _inState[(int)state]);

    public LiveSession? Find(SessionId id) => _byId.GetValueOrDefault(id);

    /// <summary>Takes a place for a session; null where there was one. Give it back by <see cref="Forgo"/> or with a session by <see cref="Add"/>, then <see cref="Remove"/>.</summary>
    public RefusalReason? TryReserve(IPAddress? address)
    {
        if (_ledger.Level >= PressureLevel.Full)
        {
            return RefusalReason.Memory;
        }

        if (Interlocked.Increment(ref _count) > _options.MaxSessions && !MakeRoom(EndReason.SessionLimit, _ => true))
        {
            Interlocked.Decrement(ref _count);
            return RefusalReason.SessionLimit;
        }

        if (address is null || _addresses.TryEnter(address) || (MakeRoom(EndReason.AddressLimit, session => address.Equals(session.Address)) && _addresses.TryEnter(address)))
        {
            return null;
        }

        Interlocked.Decrement(ref _count);
        return RefusalReason.AddressLimit;
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
        return true;
    }

    /// <summary>A session changes its state, in its turn.</summary>
    public void Moved(SessionState from, SessionState to)
    {
        Interlocked.Decrement(ref _inState[(int)from]);
        Interlocked.Increment(ref _inState[(int)to]);
    }

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

    /// <summary>Pending and detached sessions, those first that may go first: pending before detached, and the least recently used before the others.</summary>
    public List<LiveSession> Absent(Func<LiveSession, bool> which) =>
    [
        .. _byId.Values.Where(session => session.State is SessionState.Pending or SessionState.Detached && which(session))
            .OrderBy(session => session.State == SessionState.Pending ? 0 : 1).ThenBy(session => session.ActiveMs),
    ];

    // Whoever has lost its connection makes room for whoever is there. At once: its place is free when this returns.
    private bool MakeRoom(EndReason reason, Func<LiveSession, bool> which)
    {
        foreach (LiveSession session in Absent(which))
        {
            if (session.TryEvict(reason))
            {
                return true;
            }
        }

        return false;
    }
}
