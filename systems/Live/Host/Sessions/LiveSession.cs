using System.Net;
using System.Net.WebSockets;
using Millrace.Live.Host.Metrics;
using Millrace.Live.Host.Rendering;
using Millrace.Live.Host.Security;
using Millrace.Live.Host.Serving;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>
/// One page of one browser: what is mounted, what the client has not acknowledged, and the connection, while there is one. Everything but what says otherwise happens in its turn.
/// </summary>
internal sealed partial class LiveSession : Actor
{
    /// <summary>What a session takes beside its page and its frames, its connection's own objects included and the web server's not: measured, see the tests of its accounting.</summary>
    public const int OwnBytes = 1500;

    // Mail of its own, beside what is posted.
    private static readonly object s_takeDown = new();
    private static readonly object s_keep = new();

    private readonly LiveEngine _engine;
    private LiveConnection? _connection;
    private FrameLog? _log;
    private TokenBucket _bucket;
    private long _accounted;
    private long _throttledSinceMs;
    private uint _nextSequence = 1;
    private uint _lastEvent;
    private uint _pendingAck;
    private bool _isHidden;
    private bool _gapTold;
    private string? _incident;
    private bool _hasEnded;
    private EndReason _endReason;

    public LiveSession(LiveEngine engine, SessionId id, IPAddress? address, LiveRoute route)
    {
        (_engine, Id, Address, Route) = (engine, id, address, route);
        ActiveMs = StateMs = engine.Clock.NowMs;
        State = SessionState.Pending;
    }

    public SessionId Id { get; }

    /// <summary>Where its page was asked for.</summary>
    public IPAddress? Address { get; }

    /// <summary>The page that is mounted.</summary>
    public LiveRoute Route { get; private set; }

    /// <summary>What is mounted; null until it is, and again at the end.</summary>
    public MountedPage? Page { get; private set; }

    /// <summary>Where it is in its life; read from any thread.</summary>
    public SessionState State { get; private set; }

    /// <summary>Since when it is in that state.</summary>
    public long StateMs { get; private set; }

    /// <summary>When its client did something last.</summary>
    public long ActiveMs { get; private set; }

    /// <summary>Since when the window has been full; 0 while it is not.</summary>
    public long FullSinceMs { get; private set; }

    /// <summary>Why it is over; null while it is not.</summary>
    public EndReason? Ended => _hasEnded ? _endReason : null;

    /// <summary>Where it stands among those without a connection; belongs to <see cref="AbsentLine"/>.</summary>
    internal AbsentLine.Place? Absence { get; set; }

    /// <summary>What it takes by the last account, in bytes; read from any thread.</summary>
    public long Bytes => Volatile.Read(ref _accounted);

    /// <summary>The connection, while there is one; read from any thread it may be a moment old.</summary>
    public LiveConnection? Connection => _connection;

    /// <summary>True while its tab is hidden, by what its client said last.</summary>
    public bool IsHidden => _isHidden;

    /// <summary>Events handled, for the pages of the operator.</summary>
    public uint EventsHandled => _lastEvent;

    private LiveOptions Options => _engine.Options;

    private LiveCounters Counters => _engine.Counters;

    private uint NextSequence => _log?.NextSequence ?? _nextSequence;

    /// <summary>Makes itself known and mounts its page, in one turn: whoever finds it waits until it is mounted, and nobody evicts it before. False where another has its id.</summary>
    public bool Begin(Wanted wanted)
    {
        _ = TryEnter(); // Nobody else knows it yet.
        bool isKnown = _engine.Sessions.Add(this);
        if (isKnown)
        {
            DoInTurn(static (session, what) => session.Mount(what), wanted);
        }

        Leave();
        return isKnown;
    }

    /// <summary>Has something done in the session's turn, once it is free, by the calling thread if it is free now.</summary>
    public async ValueTask DoAsync<TState>(Action<LiveSession, TState> action, TState state)
    {
        await EnterAsync().ConfigureAwait(false);
        DoInTurn(action, state);
        Leave();
    }

    /// <summary>Ends it in its turn: its client is told, its page taken down, and it is no longer known. Once over it stays so.</summary>
    public void End(EndReason reason, Farewell? farewell)
    {
        if (State != SessionState.Ended)
        {
            EndAtOnce(reason, farewell);
            TakeDown();
        }
    }

    // All that others wait for; nothing of the author's runs.
    private void EndAtOnce(EndReason reason, Farewell? farewell)
    {
        if (_connection is { } connection && farewell is not null)
        {
            LiveLog.Goodbye(_engine.Log, Id.ToString(), farewell.Reason, farewell.Message);
            connection.Leave(farewell);
            connection.SendFarewell();
        }

        (_hasEnded, _endReason) = (true, reason);
        ChangeState(SessionState.Ended);
        _engine.Sessions.BeginTakingDown();
        _engine.Sessions.Remove(this, reason);
        DropLog(); // Before the connection is forgotten: it may be sending out of it.
        _connection = null;
        Account();
        if (KeepsAnything && !reason.KeepsState())
        {
            _engine.Keeper.Remove(Id);
        }
    }

    // The rest, which may take as long as the author's code does.
    private void TakeDown()
    {
        if (Page is { } page)
        {
            Page = null;
            KeepAtEnd(page);
            Unmount(page);
        }

        EndServices();
        _engine.Sessions.EndTakingDown();
    }

    /// <summary>Ends it at once, where it has no connection and is not doing anything. Any thread.</summary>
    public bool TryEvict(EndReason reason)
    {
        if (!TryEnter())
        {
            return false;
        }

        if (State is not (SessionState.Pending or SessionState.Detached))
        {
            Leave();
            return false;
        }

        EndAtOnce(reason, null);
        PostItem(s_takeDown);
        LeaveOnPool(); // Whoever needs the place does not wait for what the author's code does at the end.
        return true;
    }

    /// <inheritdoc/>
    protected override void OpenMail(object item)
    {
        if (State != SessionState.Ended)
        {
            DoInTurn(static (session, mail) => session.Open(mail), item);
        }
        else
        {
            DoLate(item);
        }
    }

    // Nothing new begins after the end; what had begun is not cut off in the middle, where it may hold something that others wait for.
    private void DoLate(object item)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            if (ReferenceEquals(item, s_takeDown))
            {
                TakeDown();
            }
            else if (IsContinuation(item))
            {
                RunItem(item);
            }
        }
        catch (Exception e)
        {
            LiveLog.FailedLate(_engine.Log, Route.Pattern, e);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Open(object item)
    {
        Volatile.Write(ref _wakes, 0);
        if (ReferenceEquals(item, s_keep))
        {
            Keep();
        }
        else if (Page is { } page)
        {
            page.Run(() => RunItem(item));
        }
        else
        {
            RunItem(item);
        }
    }

    // Every turn goes through here: behind what it is about comes what follows from any change.
    private void DoInTurn<TState>(Action<LiveSession, TState> action, TState state)
    {
        SynchronizationContext? before = Current;
        SetSynchronizationContext(this);
        try
        {
            action(this, state);
            Settle();
        }
        catch (Exception e)
        {
            Fail(e);
        }
        finally
        {
            SetSynchronizationContext(before);
        }
    }

    private void Fail(Exception e)
    {
        string incident = Incident.New();
        Counters.Failed();
        LiveLog.SessionFailed(_engine.Log, incident, e);
        End(EndReason.Failed, Failed(incident));
    }

    private static Farewell Failed(string incident) =>
        new(GoodbyeReason.PageFailed, GoodbyeAdvice.OfferReload, $"The page failed (incident {incident}).", Close: WebSocketCloseStatus.InternalServerError);

    private void Settle()
    {
        if (State == SessionState.Ended)
        {
            return;
        }

        Pump();
        if (CheckFailure())
        {
            return;
        }

        Account();
        if (Options.MaxSessionBytes > 0 && _accounted > Options.MaxSessionBytes)
        {
            LiveLog.SessionTooLarge(_engine.Log, Route.Pattern, _accounted, Options.MaxSessionBytes);
            End(EndReason.SessionMemory, Farewell.SessionTooLarge);
        }
        else if (Waiting > Options.MaxPosts)
        {
            Fail(new InvalidOperationException($"More than {Options.MaxPosts} actions wait for this session; something posts to it faster than it can work."));
        }
    }

    private bool CheckFailure()
    {
        if (Page?.Failure is not { } failure)
        {
            return false;
        }

        string incident = _incident ?? Incident.New();
        if (failure.Place == FailurePlace.Budget)
        {
            LiveLog.BudgetUsedUp(_engine.Log, incident, Route.Pattern, failure.Error.Message);
            End(
                EndReason.RenderBudget,
                new(GoodbyeReason.RenderBudget, GoodbyeAdvice.OfferReload, $"The page did too much work at once and was stopped (incident {incident}).", Close: WebSocketCloseStatus.InternalServerError));
        }
        else
        {
            LiveLog.PageFailed(_engine.Log, incident, Route.Pattern);
            End(EndReason.Failed, Failed(incident));
        }

        return true;
    }

    private void Account()
    {
        long bytes = State == SessionState.Ended ? 0 : OwnBytes + (Page?.Bytes ?? 0) + (_log?.Capacity ?? 0);
        long change = bytes - _accounted;
        if (change != 0)
        {
            Volatile.Write(ref _accounted, bytes);
            _engine.Account(change);
        }
    }

    private void ChangeState(SessionState state)
    {
        _engine.Sessions.Moved(this, State, state);
        (State, StateMs) = (state, _engine.Clock.NowMs);
    }

    private void DropLog()
    {
        if (_log is { } log)
        {
            _nextSequence = log.NextSequence;
            if (_connection?.IsSending == true)
            {
                log.Abandon();
            }

            log.Reset(_nextSequence);
            _log = null;
        }
    }
}
