using Microsoft.Extensions.Logging;
using Millrace.Gateway.Wire;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>
/// Who is connected, who serves them and what goes where: the one place that decides it, on one thread, so that what one client sends
/// reaches its backend in order whatever happens to backends meanwhile. No sockets, no clock: it is told what happened and when.
/// </summary>
/// <remarks>What it calls on a <see cref="ShardPort"/> or a <see cref="Backend"/> must not call it back before it returns.</remarks>
internal sealed class Switchboard
{
    private const int TrimSeconds = 30;

    private readonly ShardPort[] _shards;
    private readonly ILogger _log;
    private readonly BackendList _backends;
    private readonly EventRouting _events;
    private readonly PendingQuestions _questions;
    private readonly Departures _departures;
    private readonly Refusals _refusals;
    private readonly BackendActions _actions;
    private readonly SwitchboardOptions _options;
    private readonly long _acknowledgeTimeout;
    private readonly long _trimEvery;
    private long _now;
    private long _trimmed;

    /// <summary>A switchboard without clients and backends.</summary>
    /// <param name="options">Its limits.</param>
    /// <param name="shards">The ways to the clients, one for each shard, in the order of <see cref="ShardPort.Index"/>.</param>
    /// <param name="ids">Where new ids come from.</param>
    /// <param name="ticksPerSecond">The unit of every <c>now</c>.</param>
    /// <param name="log">Where what an operator should see goes.</param>
    public Switchboard(SwitchboardOptions options, IReadOnlyList<ShardPort> shards, IdSource ids, long ticksPerSecond, ILogger log)
    {
        _options = options;
        _shards = [.. shards];
        _log = log;
        _acknowledgeTimeout = (long)(options.AcknowledgeTimeout.TotalSeconds * ticksPerSecond);
        _trimEvery = TrimSeconds * ticksPerSecond;
        EventWriter writer = new(ids);
        Directory directory = new();
        RoomList rooms = new(options, _shards.Length);
        _backends = new BackendList(options);
        _events = new EventRouting(options, _backends, writer, Counters, log);
        Recovery = new Recovery(options, ids, Counters, ticksPerSecond);
        _questions = new PendingQuestions(options, _backends, Recovery, writer, Counters, ticksPerSecond);
        Deliveries deliveries = new(_shards, directory, rooms, Recovery);
        _departures = new Departures(directory, rooms, deliveries, Recovery, _events);
        _refusals = new Refusals(options, Counters);
        Acceptance acceptance = new(options, directory, rooms, deliveries, Recovery, _departures, _refusals, writer, ids, Counters);
        _actions = new BackendActions(_questions, acceptance, directory, rooms, deliveries, _departures, _events, writer, Counters);
        View = new SwitchboardView(directory, rooms, _backends, _questions, _events, Recovery);
    }

    /// <summary>What has been counted.</summary>
    public SwitchboardCounters Counters { get; } = new();

    /// <summary>What is there now, for pages.</summary>
    public SwitchboardView View { get; }

    /// <summary>Clients that may come back to what they missed.</summary>
    public Recovery Recovery { get; }

    /// <summary>Backends that have joined and not left.</summary>
    public int Backends => _backends.Count;

    /// <summary>True while more waits on the way to some shard than should: backends are not read until it is false again.</summary>
    public bool IsBehind => Array.Exists(_shards, shard => shard.IsBehind);

    /// <summary>A client asks to come in; the answer comes through <see cref="ShardPort.Answer"/>, at the latest by a <see cref="Tick"/>.</summary>
    public void Ask(Session session, long now)
    {
        _now = now;
        if (!_questions.TryAdd(session, now))
        {
            _refusals.Refuse(session, 503, "Too many clients wait to come in.", isBusy: true);
        }
        else if (session.Question is { Asked: null } question && question.WaitsUntil <= now)
        {
            Expire();
        }
    }

    /// <summary>An accepted client's 101 is out.</summary>
    public void Opened(Session session)
    {
        if (session.State != SessionState.Accepted)
        {
            return;
        }

        session.Request = null;
        session.State = SessionState.Open;
        if (!session.IsAnnounced)
        {
            session.IsAnnounced = true;
            _events.Emit(session, EventKind.Connected, []);
        }

        _events.HoldIfShut(session);
        if (session.IsTracked && !Recovery.TryBegin(session))
        {
            session.IsDismissed = true;
            session.HeldBy?.Release(session);
            session.Home.Close(session, WebSocketCloseCode.ServiceRestart, "What was missed is gone; connect anew.");
        }
    }

    /// <summary>A connected client sent a message.</summary>
    public void Message(Session session, WebSocketMessageKind kind, ReadOnlySpan<byte> payload)
    {
        // One that has been asked to leave is not held, so that its goodbye is seen; what it still says does not make a backend's load worse.
        if (session.State != SessionState.Open || (session.IsDismissed && _events.IsBehind(session)))
        {
            Counters.Late++;
            return;
        }

        session.LastLength = payload.Length;
        _events.Emit(session, kind == WebSocketMessageKind.Binary ? EventKind.Binary : EventKind.Text, payload);
        _events.HoldIfBehind(session);
    }

    /// <summary>A client is gone, at whatever stage: it left while asking, its handshake failed, its connection ended.</summary>
    /// <param name="session">The client.</param>
    /// <param name="why">A sentence for backends and logs.</param>
    /// <param name="isLost">The connection broke, or was cut because the client did not keep up: no close of 1000 or 1001, so it may come back to what it missed.</param>
    public void Gone(Session session, string why, bool isLost = false)
    {
        switch (session.State)
        {
            case SessionState.Asking when session.Question is { } question:
                _questions.Remove(question);
                session.State = SessionState.Ended;
                Counters.Abandoned++;
                break;
            case SessionState.Accepted or SessionState.Open:
                // A 101 that never got out has said no goodbye, whatever the connection's end looked like.
                bool mayReturn = isLost || session.State == SessionState.Accepted;
                if (session.IsTracked && session.IsAnnounced && mayReturn && !session.IsDismissed)
                {
                    Detach(session);
                }
                else
                {
                    _departures.End(session, why);
                }

                break;
        }
    }

    /// <summary>A backend has connected and, where that is asked for, has shown the secret; what waits for one is sent to it at once.</summary>
    public void Joined(Backend backend, long now)
    {
        _now = now;
        if (_events.Queued + _questions.Waiting > 0)
        {
            GatewayLog.WaitedForBackend(_log, backend.Name, _events.Queued, _questions.Waiting);
        }

        _backends.Add(backend);
        _events.Flush();
        _questions.AskWaiting(now);
    }

    /// <summary>A backend's connection has ended, for whatever reason.</summary>
    public void Left(Backend backend, string why, long now)
    {
        _now = now;
        if (backend.Ledger is not { } ledger)
        {
            return;
        }

        long indefinite = ledger.Written - ledger.Confirmed;
        Counters.Indefinite += indefinite;
        if (indefinite + ledger.Unacknowledged.Count + ledger.Questions.Count > 0)
        {
            GatewayLog.BackendLeftBehind(_log, backend.Name, why, indefinite, ledger.Unacknowledged.Count, ledger.Questions.Count);
        }

        _backends.Remove(ledger);
        ledger.Close();
        _events.Redeliver(ledger);
        foreach (Question question in _questions.Move(ledger, now))
        {
            _refusals.Refuse(question.Session, 502, "Backends left without an answer.");
        }

        Expire();
    }

    /// <summary>A backend asked for something; hello and heartbeat are its connection's own business and do not come here.</summary>
    public void Act(Backend backend, BackendAction action, long now)
    {
        _now = now;
        if (backend.Ledger is { } ledger)
        {
            _actions.Do(ledger, action, now);
        }
    }

    /// <summary>
    /// A backend's line was refused by its connection, which has counted it and said so. Where the line was to answer a question, the client
    /// gets a 502.
    /// </summary>
    public void Refused(Backend backend, ReadOnlySpan<char> requestId, long now)
    {
        _now = now;
        if (backend.Ledger is { } ledger && _questions.Take(ledger, requestId) is { } question)
        {
            _refusals.Refuse(question.Session, 502, "A backend gave an answer that could not be read.");
        }
    }

    /// <summary>A backend takes bytes again, having been congested.</summary>
    public void Drained(Backend backend)
    {
        if (backend.Ledger is { } ledger)
        {
            _events.ResumeIfAble(ledger);
        }
    }

    /// <summary>Time has passed; call it several times a second.</summary>
    public void Tick(long now)
    {
        _now = now;
        Expire();
        EndExpiredDetached();
        CloseThoseWhoDoNotAcknowledge();
        _events.ResumeWhoAreAble();
        if (now - _trimmed >= _trimEvery)
        {
            _trimmed = now;
            _events.Trim();
        }
    }

    private void Detach(Session session)
    {
        session.Owner?.Ledger?.Add(session);
        session.State = SessionState.Detached;
        Recovery.Detach(session, _now);
        EndExpiredDetached();
    }

    private void EndExpiredDetached()
    {
        while (Recovery.FindExpired(_now) is { } session)
        {
            _departures.End(session, "It lost its connection and did not come back.");
        }
    }

    private void Expire()
    {
        while (_questions.TakeExpired(_now) is { } question)
        {
            if (question.Asked is { } ledger)
            {
                Counters.TimedOut++;
                ledger.LastTimedOut = question.RequestId;
                if (ledger.TimeoutsInARow < _options.SuspectAfter && ++ledger.TimeoutsInARow == _options.SuspectAfter)
                {
                    GatewayLog.BackendIsSuspect(_log, ledger.Backend.Name, ledger.TimeoutsInARow);
                }

                _refusals.Refuse(question.Session, 504, "No backend answered in time.");
                continue;
            }

            if (_backends.Count > 0)
            {
                _refusals.Refuse(question.Session, 503, "Every backend is busy.", isBusy: true);
            }
            else
            {
                _refusals.Refuse(question.Session, 503, "No backend is there.");
                question.Session.Failure = "no backend available to handle connection request";
                _events.Emit(question.Session, EventKind.Error, []);
            }
        }
    }

    private void CloseThoseWhoDoNotAcknowledge()
    {
        for (int i = _backends.Count - 1; i >= 0; i--)
        {
            BackendLedger ledger = _backends.All[i];
            bool isFull = _backends.IsFull(ledger);
            if (ledger.FullSince > 0 && ledger.Acknowledged >= ledger.ToAcknowledge)
            {
                ledger.FullSince = 0;
            }

            if (ledger.FullSince == 0)
            {
                if (isFull)
                {
                    BeginToWatch(ledger);
                }
            }
            else if (ledger.Acknowledged > ledger.LastAcknowledged)
            {
                (ledger.LastAcknowledged, ledger.ProgressAt) = (ledger.Acknowledged, _now);
                CloseIfTooSlow(ledger, isFull);
            }
            else if (isFull && _now - ledger.ProgressAt >= _acknowledgeTimeout)
            {
                BeginToWatch(ledger);
                GatewayLog.BackendDoesNotAcknowledge(_log, ledger.Backend.Name, ledger.Unacknowledged.Count);
                ledger.Backend.Close("It acknowledges nothing.");
            }
            else
            {
                CloseIfTooSlow(ledger, isFull);
            }
        }
    }

    private void BeginToWatch(BackendLedger ledger)
    {
        ledger.FullSince = ledger.ProgressAt = _now;
        ledger.LastAcknowledged = ledger.Acknowledged;
        ledger.ToAcknowledge = ledger.Sequence - (ledger.Unacknowledged.Count / 2);
    }

    // One event acknowledged now and then lets one message in now and then: its clients would starve. While nobody waits, it may take its time.
    private void CloseIfTooSlow(BackendLedger ledger, bool isFull)
    {
        if (_now - ledger.FullSince >= 2 * _acknowledgeTimeout && (isFull || ledger.Held > 0))
        {
            BeginToWatch(ledger);
            GatewayLog.BackendAcknowledgesSlowly(_log, ledger.Backend.Name, ledger.Unacknowledged.Count);
            ledger.Backend.Close("It acknowledges too slowly.");
        }
    }
}
