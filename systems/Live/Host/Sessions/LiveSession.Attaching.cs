using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>How connections come and go.</summary>
internal sealed partial class LiveSession
{
    /// <summary>Takes a connection whose hello was found good. False where the session ended meanwhile.</summary>
    public async ValueTask<bool> AttachAsync(LiveConnection connection, HelloFrame hello, ResumeKind? anew)
    {
        await EnterAsync().ConfigureAwait(false);
        bool taken = State != SessionState.Ended;
        if (taken)
        {
            DoInTurn(static (session, how) => session.Attach(how.Connection, how.Hello, how.Anew), (Connection: connection, Hello: hello, Anew: anew));
        }

        Leave();
        return taken;
    }

    /// <summary>A connection is over. Any thread.</summary>
    public async ValueTask LostAsync(LiveConnection connection, bool forGood)
    {
        await EnterAsync().ConfigureAwait(false);
        if (State != SessionState.Ended)
        {
            DoInTurn(static (session, how) => session.Lose(how.Connection, how.ForGood), (Connection: connection, ForGood: forGood));
        }

        Leave();
    }

    private void Attach(LiveConnection connection, in HelloFrame hello, ResumeKind? anew)
    {
        if (_connection is { } old)
        {
            LoseConnection();
            old.Leave(Farewell.Replaced);
            old.SendFarewell();
        }

        bool isFirst = State == SessionState.Pending;
        (_connection, connection.Session) = (connection, this);
        ChangeState(SessionState.Attached);
        (ActiveMs, _isHidden, _gapTold) = (_engine.Clock.NowMs, hello.Hidden, false);
        (int width, int height) = ((int)Math.Min(hello.Width, int.MaxValue), (int)Math.Min(hello.Height, int.MaxValue));
        Page!.Run(() => Page.Context.Resized(width, height));
        WelcomeMode mode = ModeFor(hello, anew);
        Counters.Resume(anew ?? Kind(mode, isFirst));
        if (mode is WelcomeMode.Document or WelcomeMode.NewSession)
        {
            _documentDue = true;
        }

        string token = connection.Cookie is { } cookie && (anew is not null || connection.NeedsToken) ? _engine.Tokens.Issue(Id, cookie) : "";
        _welcome = new WelcomeFrame(
            LiveProtocol.Version, mode, _lastEvent, FirstToCome(mode), (uint)Options.Heartbeat.TotalSeconds, (uint)Options.MaxFrameBytes, token);
    }

    private static ResumeKind Kind(WelcomeMode mode, bool isFirst) => (mode, isFirst) switch
    {
        (WelcomeMode.Document, _) => ResumeKind.Document,
        (WelcomeMode.Replay, _) => ResumeKind.Replay,
        (_, true) => ResumeKind.First,
        _ => ResumeKind.Nothing,
    };

    private uint FirstToCome(WelcomeMode mode) => mode == WelcomeMode.Replay ? _log!.FirstSequence : NextSequence;

    private WelcomeMode ModeFor(in HelloFrame hello, ResumeKind? anew)
    {
        if (anew is not null)
        {
            return WelcomeMode.NewSession;
        }

        if (hello.WantsDocument || hello.LastPatch >= NextSequence || !CanReplayAfter(hello.LastPatch))
        {
            return WelcomeMode.Document;
        }

        if (_log is { } log)
        {
            log.Acknowledge(hello.LastPatch);
            log.Rewind();
            return log.Count > 0 ? WelcomeMode.Replay : WelcomeMode.GoOn;
        }

        return WelcomeMode.GoOn;
    }

    private bool CanReplayAfter(uint last) => _log?.CanReplayAfter(last) ?? last + 1 == _nextSequence;

    private void Lose(LiveConnection connection, bool forGood)
    {
        if (_connection != connection)
        {
            return;
        }

        LoseConnection();
        if (forGood || Options.ResumeWindow == TimeSpan.Zero)
        {
            End(EndReason.Left, null);
        }
        else
        {
            Counters.Lost();
            ChangeState(SessionState.Detached);
            _engine.Detached();
        }
    }

    // What was to be said to this connection is not said to the next; what is under way may go on reading its bytes.
    private void LoseConnection()
    {
        if (_connection?.IsSending == true)
        {
            _log?.Abandon();
        }

        _connection = null;
        (_welcome, _documentDue, _patchesBefore, _handledDue, _pong, _notices, _pendingAck, _resyncDue, FullSinceMs) = (null, false, 0, false, null, null, 0, null, 0);
    }
}
