using System.Collections.Concurrent;
using Millrace.Speech.Host.Metrics;
using Millrace.Speech.Host.Recognition;
using Millrace.Speech.Host.Streaming;

namespace Millrace.Speech.Host.Sessions;

/// <summary>Looks at every connection once in a while, so that none needs a timer of its own.</summary>
/// <param name="engine">The server.</param>
internal sealed class Sweep(SpeechEngine engine)
{
    private static readonly TimeSpan s_betweenLines = TimeSpan.FromSeconds(10);

    private readonly ConcurrentDictionary<StreamConnection, bool> _connections = new();
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _lookedAtTimes;
    private long _logged;
    private long _unansweredLogged;
    private long _refusedLogged;
    private bool _isEmptying;

    /// <summary>WebSockets that are open, those that are being refused included.</summary>
    public int Count => _connections.Count;

    public void Watch(StreamConnection connection) => _connections[connection] = true;

    public void Forget(StreamConnection connection)
    {
        _connections.TryRemove(connection, out _);
        if (Volatile.Read(ref _isEmptying) && _connections.IsEmpty)
        {
            _empty.TrySetResult();
        }
    }

    /// <summary>Looks at all.</summary>
    public ValueTask LookAsync()
    {
        long now = engine.Clock.Now;
        bool looksAtTimes = engine.Options.TracksSessions && (_lookedAtTimes == 0 || engine.Clock.Between(_lookedAtTimes, now) >= engine.Options.CleanupInterval);
        if (looksAtTimes)
        {
            _lookedAtTimes = now;
        }

        foreach ((StreamConnection connection, _) in _connections)
        {
            Guard(connection, connection, (Now: now, Times: looksAtTimes), static (connection, at) => connection.Look(at.Now, at.Times));
        }

        Log(now);
        return default;
    }

    /// <summary>Asks all to go, and cuts off who is still there after a while. True where everybody went.</summary>
    public async ValueTask<bool> EmptyAsync(TimeSpan limit, CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isEmptying, true);
        foreach ((StreamConnection connection, _) in _connections)
        {
            Guard(connection, connection, SessionEnd.Shutdown, static (connection, why) => connection.Leave(why));
        }

        foreach (SpeechSession session in engine.Sessions.All)
        {
            Guard(null, session, SessionEnd.Shutdown, static (session, why) => session.TryEnd(why));
        }

        if (_connections.IsEmpty)
        {
            return true;
        }

        try
        {
            await _empty.Task.WaitAsync(limit, engine.Time, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            CutAll();
            return false;
        }
    }

    /// <summary>Ends all connections at once.</summary>
    public void CutAll()
    {
        foreach ((StreamConnection connection, _) in _connections)
        {
            connection.Abort();
        }
    }

    // One of which something fails that never should is cut off, and hinders nothing that is done with the others.
    private void Guard<TSubject, TState>(StreamConnection? connection, TSubject subject, TState state, Action<TSubject, TState> act)
    {
        try
        {
            act(subject, state);
        }
#pragma warning disable CA1031 // Whatever it is: it is this one's alone, and it is logged.
        catch (Exception e)
#pragma warning restore CA1031
        {
            SpeechLog.SessionFailed(engine.Log, e);
            connection?.Abort();
        }
    }

    // What goes wrong for many is said in one line, and not for each of them.
    private void Log(long now)
    {
        if (_logged != 0 && engine.Clock.Between(_logged, now) < s_betweenLines)
        {
            return;
        }

        SpeechCounters counters = engine.Counters;
        long unanswered = Enum.GetValues<RecognitionError>().Sum(counters.Unanswered);
        if (unanswered > _unansweredLogged)
        {
            SpeechLog.Unanswered(engine.Log, engine.Recogniser.Name, unanswered - _unansweredLogged, engine.LastFailure);
            (_unansweredLogged, _logged) = (unanswered, now);
        }

        long refused = counters.Refused(SessionRefusal.SessionLimit);
        if (refused > _refusedLogged)
        {
            SpeechLog.Full(engine.Log, engine.Options.MaxSessions, refused - _refusedLogged);
            (_refusedLogged, _logged) = (refused, now);
        }
    }
}
