using System.Net;

namespace Millrace.Speech.Host.Sessions;

/// <summary>What every session has, that of a stream and that of a request: an id, a place, a state, and counts. Thread-safe.</summary>
internal abstract class SpeechSession
{
    private readonly IPAddress? _address;
    private int _state;
    private int _end = -1;
    private int _holdsPlace = 1;
    private long _lastActivity;
    private long _audioBytes;
    private long _chunks;
    private long _transcripts;

    /// <summary>Begins a session in a place that was taken for it.</summary>
    protected SpeechSession(SpeechEngine engine, IPAddress? address)
    {
        (Engine, _address) = (engine, address);
        Ordinal = engine.Sessions.NextOrdinal();
        CreatedAt = _lastActivity = engine.Clock.Now;
    }

    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>Its number, from 1.</summary>
    public long Ordinal { get; }

    public IPAddress? Address => _address;

    public SessionState State => (SessionState)Volatile.Read(ref _state);

    /// <summary>When it began, as a timestamp.</summary>
    public long CreatedAt { get; }

    /// <summary>When audio or a sign of life came last, as a timestamp.</summary>
    public long LastActivity => Volatile.Read(ref _lastActivity);

    /// <summary>Bytes of audio taken.</summary>
    public long AudioBytes => Volatile.Read(ref _audioBytes);

    /// <summary>Chunks taken.</summary>
    public long Chunks => Volatile.Read(ref _chunks);

    /// <summary>Partials and finals said.</summary>
    public long Transcripts => Volatile.Read(ref _transcripts);

    /// <summary>Bytes of audio that wait for their answers.</summary>
    public virtual long BacklogBytes => 0;

    protected SpeechEngine Engine { get; }

    /// <summary>Ends it from the server's side. False where it was ending already.</summary>
    public abstract bool TryEnd(SessionEnd why);

    /// <summary>The client is there.</summary>
    public void KeepAlive() => Volatile.Write(ref _lastActivity, Engine.Clock.Now);

    /// <summary>From here on no audio is taken. False where that was so already.</summary>
    public bool TryBeginClosing(SessionEnd why)
    {
        while (true)
        {
            SessionState state = State;
            if (state >= SessionState.Closing)
            {
                return false;
            }

            if (TryMove(state, SessionState.Closing))
            {
                Interlocked.CompareExchange(ref _end, (int)why, -1);
                return true;
            }
        }
    }

    /// <summary>Its place may be taken by another: called before the client learns that the session is over, so that it finds a place when it comes back at once.</summary>
    public void GiveBackPlace()
    {
        if (Interlocked.Exchange(ref _holdsPlace, 0) == 1)
        {
            Engine.Sessions.GiveBack(_address);
        }
    }

    /// <summary>The last word; for any reason that nobody has said before, this one.</summary>
    protected void EndForGood(SessionEnd why)
    {
        TryBeginClosing(why);
        if (TryMove(SessionState.Closing, SessionState.Closed))
        {
            int end = Volatile.Read(ref _end);
            Engine.Counters.End(end < 0 ? why : (SessionEnd)end);
        }

        GiveBackPlace();
    }

    /// <summary>Makes it known: the last thing in the making of a session, as others may list or end it from here on.</summary>
    protected void Join() => Engine.Sessions.Add(this);

    /// <summary>Somebody has spoken.</summary>
    protected void Activate() => TryMove(SessionState.Created, SessionState.Active);

    /// <summary>Audio came. By one thread at a time.</summary>
    protected void CountAudio(int bytes, long received)
    {
        Volatile.Write(ref _lastActivity, received);
        _audioBytes += bytes;
        _chunks++;
        Engine.Counters.Took(bytes);
    }

    /// <summary>A partial or a final goes out. By one thread at a time.</summary>
    protected void CountTranscript(bool isFinal)
    {
        _transcripts++;
        if (isFinal)
        {
            Engine.Counters.SaidFinal();
        }
        else
        {
            Engine.Counters.SaidPartial();
        }
    }

    private bool TryMove(SessionState from, SessionState to)
    {
        if (Interlocked.CompareExchange(ref _state, (int)to, (int)from) != (int)from)
        {
            return false;
        }

        Engine.Sessions.Moved(this, from, to);
        return true;
    }
}
