using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Sessions;

/// <summary>What comes from the client.</summary>
internal sealed partial class LiveSession
{
    private const int MostNotices = 8;

    // What a whole document costs, in events: it is the one frame of a few bytes that is answered by many.
    private const int DocumentCost = 10;

    /// <summary>Takes a frame; on the connection's own thread, unless another one has the turn.</summary>
    public ValueTask TakeAsync(LiveConnection connection, ReadOnlyMemory<byte> frame)
    {
        ValueTask turn = EnterAsync();
        if (!turn.IsCompletedSuccessfully)
        {
            return TakeLaterAsync(turn, connection, frame);
        }

        turn.GetAwaiter().GetResult();
        TakeInTurn(connection, frame);
        return default;
    }

    /// <summary>The client broke the protocol: the session ends, and it is told.</summary>
    public ValueTask BreakAsync(LiveConnection connection, Farewell farewell) => DoAsync(
        static (session, how) =>
        {
            if (session._connection == how.Connection)
            {
                session.Break(how.Farewell);
            }
        },
        (Connection: connection, Farewell: farewell));

    private async ValueTask TakeLaterAsync(ValueTask turn, LiveConnection connection, ReadOnlyMemory<byte> frame)
    {
        await turn.ConfigureAwait(false);
        TakeInTurn(connection, frame);
    }

    private void TakeInTurn(LiveConnection connection, ReadOnlyMemory<byte> frame)
    {
        if (_connection == connection && !connection.IsLeaving)
        {
            DoInTurn(static (session, bytes) => session.Take(bytes.Span), frame);
        }

        Leave();
    }

    private void Take(ReadOnlySpan<byte> frame)
    {
        WireError error = default;
        switch (FrameKinds.OfClient(frame))
        {
            case FrameKind.Event when ClientFrameReader.TryReadEvent(frame, out EventFrame raised, out error):
                OnEvent(raised);
                break;
            case FrameKind.Ack when ClientFrameReader.TryReadAck(frame, out uint last, out error):
                OnAck(last);
                break;
            case FrameKind.Resync when ClientFrameReader.TryReadResync(frame, out uint last, out bool wantsDocument, out error):
                OnResync(last, wantsDocument);
                break;
            case FrameKind.Ping when ClientFrameReader.TryReadPing(frame, out ulong stamp, out error):
                _pong = stamp;
                Throttle();
                break;
            case FrameKind.Visibility when ClientFrameReader.TryReadVisibility(frame, out bool hidden, out error):
                _isHidden = hidden;
                Throttle();
                break;
            case FrameKind.Hello:
                Break(Farewell.Protocol("A second hello came on the same connection."));
                break;
            default:
                Break(Farewell.Protocol(error.IsError ? $"A frame is malformed at {error}." : "There is no such frame."));
                break;
        }
    }

    private void Break(Farewell farewell)
    {
        Counters.Broken();
        End(EndReason.Protocol, farewell);
    }

    private void OnEvent(in EventFrame raised)
    {
        if (raised.Sequence <= _lastEvent)
        {
            Counters.Repeated();
            _handledDue = true;
            Throttle();
            return;
        }

        if (raised.Sequence != _lastEvent + 1)
        {
            Counters.Missing();
            if (!_gapTold)
            {
                // Once: the client sends all of them again, and each that was already on its way would be another gap.
                _gapTold = Notice(NoticeCode.EventMissing, 0, "An event before this one is missing.");
                _handledDue = true;
            }

            Throttle();
            return;
        }

        (_lastEvent, _gapTold, _handledDue) = (raised.Sequence, false, true);
        ActiveMs = _engine.Clock.NowMs;
        Counters.Event();
        if (!Throttle())
        {
            return;
        }

        if (raised.Kind == EventKind.Navigate)
        {
            Navigate(raised);
            return;
        }

        long begun = _engine.Metrics.Begin();
        DispatchOutcome outcome = Page!.Dispatch(raised);
        _engine.Metrics.Handled(begun);
        if (outcome is DispatchOutcome.NoSuchNode or DispatchOutcome.NoSuchHandler)
        {
            Counters.Unknown();
            Notice(NoticeCode.NoSuchHandler, raised.Node, outcome == DispatchOutcome.NoSuchNode ? "There is no such node." : "That node does not listen to this event.");
        }
        else if (outcome == DispatchOutcome.Refused)
        {
            Notice(NoticeCode.ValueRefused, raised.Node, "The value was refused.");
        }
    }

    // Whatever a client sends is taken from what it may raise. False where that was too much for too long, and the session has ended.
    private bool Throttle(int cost = 1)
    {
        if (Options.EventsPerSecond == 0)
        {
            return true;
        }

        long now = _engine.Clock.NowMs;
        int wait = _bucket.Take(now, Options.EventsPerSecond, Options.EventBurst, cost);
        if (wait == 0)
        {
            if (_throttledSinceMs != 0 && _bucket.HasRecovered(Options.EventBurst))
            {
                _throttledSinceMs = 0;
            }

            return true;
        }

        Counters.Paused();
        if (_throttledSinceMs == 0)
        {
            _throttledSinceMs = now;
            Notice(NoticeCode.TooManyEvents, 0, $"More than {Options.EventsPerSecond} events a second: the server reads them more slowly.");
        }
        else if (now - _throttledSinceMs > Options.FloodTimeout.TotalMilliseconds)
        {
            Break(Farewell.Protocol($"More than {Options.EventsPerSecond} events a second for longer than {Options.FloodTimeout.TotalSeconds} s.", System.Net.WebSockets.WebSocketCloseStatus.PolicyViolation));
            return false;
        }

        _connection!.PauseMs = wait;
        return true;
    }

    private void OnAck(uint last)
    {
        if (last >= NextSequence)
        {
            Break(Farewell.Protocol($"Frame {last} was acknowledged, but never sent."));
        }
        else if (_log is null || last < _log.FirstSequence)
        {
            Throttle(); // Nothing new: one that acknowledges something was asked for.
        }
        else if (_connection!.IsSending)
        {
            _pendingAck = Math.Max(_pendingAck, last); // What is being sent stands in the log.
        }
        else
        {
            _log?.Acknowledge(last);
        }
    }

    private void OnResync(uint last, bool wantsDocument)
    {
        if (last >= NextSequence)
        {
            Break(Farewell.Protocol($"The client says that it has frame {last}, which was never sent."));
        }
        else
        {
            _resyncDue = (last, wantsDocument);
            Throttle(wantsDocument ? DocumentCost : 1);
        }
    }

    // False where as many wait already as may.
    private bool Notice(NoticeCode code, uint node, string message)
    {
        _notices ??= new Queue<(NoticeCode, uint, string)>();
        if (_notices.Count >= MostNotices)
        {
            return false;
        }

        _notices.Enqueue((code, node, message));
        return true;
    }
}
