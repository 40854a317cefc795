using System.Collections.Concurrent;
using Millrace.Live.Host.Serving;

namespace Millrace.Live.Host.Sessions;

/// <summary>Looks at every session and every connection once in a while, so that none needs a timer of its own.</summary>
/// <param name="engine">The server.</param>
internal sealed class Sweep(LiveEngine engine)
{
    // More than are ever in the middle of something at the head of a line.
    private const int Spare = 64;

    // Browsers run the timers of a tab that has been hidden for a while once a minute, so its pings come that seldom, whatever the heartbeat is.
    private static readonly TimeSpan s_hiddenSilence = TimeSpan.FromMinutes(3);

    private readonly ConcurrentDictionary<LiveConnection, bool> _watched = new();
    private int _isLooking;

    /// <summary>Has a connection looked at that has no session yet, or says farewell.</summary>
    public void Watch(LiveConnection connection) => _watched[connection] = true;

    public void Forget(LiveConnection connection) => _watched.TryRemove(connection, out _);

    /// <summary>Connections that have not said hello, or are leaving.</summary>
    public int Watched => _watched.Count;

    /// <summary>Looks, on the calling thread; a second caller meanwhile does nothing, so that what is too much is counted once.</summary>
    public void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, 1) == 1)
        {
            return;
        }

        try
        {
            LookAtAll();
        }
        finally
        {
            Volatile.Write(ref _isLooking, 0);
        }
    }

    private void LookAtAll()
    {
        foreach (LiveConnection connection in _watched.Keys)
        {
            Look(connection);
        }

        LiveOptions options = engine.Options;
        int tooManyPending = engine.Sessions.CountOf(SessionState.Pending) - options.MaxPendingSessions;
        int tooManyDetached = engine.Sessions.CountOf(SessionState.Detached) - options.MaxDetachedSessions;
        foreach (LiveSession session in engine.Sessions.All)
        {
            Look(session, options);
        }

        Evict(SessionState.Pending, tooManyPending, EndReason.TooManyPending);
        Evict(SessionState.Detached, tooManyDetached, EndReason.TooManyDetached);
        engine.Pressure.Relieve();
    }

    private void Look(LiveConnection connection)
    {
        TimeSpan since = engine.Clock.Since(connection.SinceMs);
        if (connection.IsLeaving)
        {
            if (since > engine.Options.SendTimeout)
            {
                connection.Abort();
                Forget(connection); // It may have ended before it said farewell: then nobody else would.
            }
        }
        else if (connection.Session is null && since > engine.Options.HelloTimeout && connection.TryDecide())
        {
            engine.Refuse(connection, RefusalReason.HelloTimeout, Farewell.Protocol("No hello came in time."));
        }
    }

    private void Look(LiveSession session, LiveOptions options)
    {
        switch (session.State)
        {
            case SessionState.Pending when engine.Clock.Since(session.StateMs) > options.PendingWindow:
                End(session, SessionState.Pending, EndReason.NeverCame, null);
                break;
            case SessionState.Detached when engine.Clock.Since(session.StateMs) > options.ResumeWindow:
                End(session, SessionState.Detached, EndReason.Expired, null);
                break;
            case SessionState.Attached when options.IdleTimeout > TimeSpan.Zero && engine.Clock.Since(session.ActiveMs) > options.IdleTimeout:
                End(session, SessionState.Attached, EndReason.Idle, Farewell.Idle);
                break;
            case SessionState.Attached when session.Connection is { } connection && IsGone(session, connection, options):
                connection.Abort(); // The session is detached by it, and its client may come back.
                break;
            default:
                break;
        }
    }

    private bool IsGone(LiveSession session, LiveConnection connection, LiveOptions options)
    {
        (long sending, long full) = (connection.SendingSinceMs, session.FullSinceMs);
        TimeSpan silence = 3 * options.Heartbeat;
        if (session.IsHidden && silence < s_hiddenSilence)
        {
            silence = s_hiddenSilence;
        }

        return (sending != 0 && engine.Clock.Since(sending) > options.SendTimeout)
            || (full != 0 && engine.Clock.Since(full) > 3 * options.Heartbeat)
            || (!connection.IsHeldBack && engine.Clock.Since(connection.HeardMs) > silence);
    }

    // It may have changed its state meanwhile: what counts is its own turn.
    private static void End(LiveSession session, SessionState state, EndReason reason, Farewell? farewell) => session.Post(() =>
    {
        if (session.State == state)
        {
            session.End(reason, farewell);
        }
    });

    private void Evict(SessionState state, int count, EndReason reason)
    {
        if (count <= 0)
        {
            return;
        }

        foreach (LiveSession session in engine.Sessions.Absent.First(count + Spare, state))
        {
            if (session.TryEvict(reason) && --count == 0)
            {
                break;
            }
        }
    }
}
