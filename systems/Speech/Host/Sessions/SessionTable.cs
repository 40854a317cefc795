using System.Collections.Concurrent;
using System.Net;
using Millrace.Hosting.Admission;

namespace Millrace.Speech.Host.Sessions;

/// <summary>All sessions, and who may have another one. Thread-safe; nothing here costs more with more sessions, but for <see cref="All"/>.</summary>
internal sealed class SessionTable
{
    private readonly ConcurrentDictionary<Guid, SpeechSession> _byId = new();
    private readonly AddressLimits _addresses;
    private readonly SpeechEngine _engine;
    private readonly int[] _inState = new int[(int)SessionState.Closed];
    private int _count;
    private long _ordinal;

    public SessionTable(SpeechEngine engine)
    {
        _engine = engine;
        _addresses = new AddressLimits(engine.Options.MaxSessionsPerAddress);
    }

    /// <summary>Places that are taken: by streams, and by requests over HTTP that are being transcribed.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Sessions that the table knows, in no order; some may end meanwhile. None where sessions are not tracked.</summary>
    public IEnumerable<SpeechSession> All => _byId.Select(static pair => pair.Value); // _byId.Values would lock the whole table and copy it.

    /// <summary>Sessions in a state before closed, of streams and of requests over HTTP.</summary>
    public int CountOf(SessionState state) => Volatile.Read(ref _inState[(int)state]);

    public SpeechSession? Find(Guid id) => _byId.GetValueOrDefault(id);

    /// <summary>
    /// Takes a place for a session; says why where there is none. Give it back by <see cref="GiveBack"/>. A request over HTTP does so before and after it is transcribed.
    /// </summary>
    /// <param name="address">Whose it is; null where that is not known.</param>
    public SessionRefusal? TryTakePlace(IPAddress? address)
    {
        if (_engine.IsDraining)
        {
            return Refused(SessionRefusal.Draining);
        }

        // The address first: who has used up its own places takes none of anybody else's.
        if (address is not null && !_addresses.TryEnter(address))
        {
            return Refused(SessionRefusal.AddressLimit);
        }

        if (Interlocked.Increment(ref _count) > _engine.Options.MaxSessions)
        {
            GiveBack(address);
            return Refused(SessionRefusal.SessionLimit);
        }

        _engine.Counters.Began();
        return null;
    }

    /// <summary>Gives a place back.</summary>
    public void GiveBack(IPAddress? address)
    {
        Interlocked.Decrement(ref _count);
        if (address is not null)
        {
            _addresses.Leave(address);
        }
    }

    /// <summary>The number of the next session, from 1.</summary>
    public long NextOrdinal() => Interlocked.Increment(ref _ordinal);

    /// <summary>Makes a session known.</summary>
    public void Add(SpeechSession session)
    {
        Interlocked.Increment(ref _inState[(int)SessionState.Created]);
        if (_engine.Options.TracksSessions)
        {
            _byId[session.Id] = session;
        }
    }

    /// <summary>A session changes its state.</summary>
    public void Moved(SpeechSession session, SessionState from, SessionState to)
    {
        Interlocked.Decrement(ref _inState[(int)from]);
        if (to != SessionState.Closed)
        {
            Interlocked.Increment(ref _inState[(int)to]);
        }
        else if (_engine.Options.TracksSessions)
        {
            _byId.TryRemove(session.Id, out _);
        }
    }

    private SessionRefusal Refused(SessionRefusal why)
    {
        _engine.Counters.Refuse(why);
        return why;
    }
}
