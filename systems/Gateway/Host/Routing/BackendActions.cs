using Millrace.Gateway.Wire;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>Does what backends ask for, and says what cannot be done to those that understand it.</summary>
internal sealed class BackendActions(
    PendingQuestions questions,
    Acceptance acceptance,
    Directory directory,
    RoomList rooms,
    Deliveries deliveries,
    Departures departures,
    EventRouting events,
    EventWriter writer,
    SwitchboardCounters counters)
{
    /// <summary>Does one action.</summary>
    public void Do(BackendLedger ledger, BackendAction action, long now)
    {
        counters.Actions[(int)action.Kind]++;
        ActionProblem? problem = action.Kind switch
        {
            BackendActionKind.MessageToConnection =>
                deliveries.TrySend(action.ClientId, KindOf(action), action.Message) ? null : ActionProblem.UnknownConnection,
            BackendActionKind.MessageToRoom =>
                deliveries.TrySendToRoom(action.RoomId, KindOf(action), action.Message) ? null : ActionProblem.UnknownRoom,
            BackendActionKind.Broadcast => Broadcast(action),
            BackendActionKind.Response => Answer(ledger, action),
            BackendActionKind.Ack => Acknowledge(ledger, action, now),
            BackendActionKind.JoinRoom => Join(action),
            BackendActionKind.LeaveRoom => Leave(action),
            BackendActionKind.Disconnect => Disconnect(action),
            BackendActionKind.RoomInfo => TellRoom(ledger, action),
            _ => ActionProblem.UnknownAction,
        };
        if (problem is { } found)
        {
            Tell(ledger, action, found);
        }
    }

    private static WebSocketMessageKind KindOf(BackendAction action) => action.IsBinary ? WebSocketMessageKind.Binary : WebSocketMessageKind.Text;

    private ActionProblem? Broadcast(BackendAction action)
    {
        deliveries.SendToAll(KindOf(action), action.Message);
        return null;
    }

    private ActionProblem? Answer(BackendLedger ledger, BackendAction action)
    {
        if (questions.Take(ledger, action.RequestId) is not { } question)
        {
            counters.StrayAnswers++;
            ForgiveIfLate(ledger, action.RequestId);
            return ActionProblem.StrayAnswer;
        }

        ledger.TimeoutsInARow = 0;
        ledger.Confirmed = Math.Max(ledger.Confirmed, question.WrittenBefore);
        return acceptance.Take(question.Session, ledger, action);
    }

    // One that has caught up is asked again, but once: one that is late always, or answers what nobody asked, must not turn away every client
    // while others would let them in.
    private static void ForgiveIfLate(BackendLedger ledger, ReadOnlySpan<char> requestId)
    {
        if (ledger.TimeoutsInARow > 0 && Guid.TryParse(requestId, out Guid id) && id == ledger.LastTimedOut)
        {
            ledger.TimeoutsInARow--;
            ledger.LastTimedOut = default;
        }
    }

    private ActionProblem? Acknowledge(BackendLedger ledger, BackendAction action, long now)
    {
        if (!EventRouting.TryAcknowledge(ledger, action.Sequence))
        {
            return ActionProblem.UnknownEvent;
        }

        events.ResumeIfAble(ledger);
        questions.AskWaiting(now);
        return null;
    }

    private ActionProblem? Join(BackendAction action) =>
        directory.Find(action.ClientId) is not { } session ? ActionProblem.UnknownConnection
        : rooms.TryJoin(session, action.RoomId) ? null
        : ActionProblem.TooManyRooms;

    private ActionProblem? Leave(BackendAction action) =>
        directory.Find(action.ClientId) is not { } session ? ActionProblem.UnknownConnection
        : rooms.Find(action.RoomId) is { } room && rooms.TryLeave(session, room) ? null
        : ActionProblem.UnknownRoom;

    private ActionProblem? Disconnect(BackendAction action)
    {
        if (directory.Find(action.ClientId) is not { } session)
        {
            return ActionProblem.UnknownConnection;
        }

        session.IsDismissed = true;
        if (session.State == SessionState.Detached)
        {
            departures.End(session, "A backend asked it to leave.");
        }
        else
        {
            // One that is held is read again, or its own goodbye would never be seen.
            session.HeldBy?.Release(session);
            session.Home.Close(session, (WebSocketCloseCode)action.CloseCode, action.Reason);
        }

        return null;
    }

    private ActionProblem? TellRoom(BackendLedger ledger, BackendAction action)
    {
        int members = rooms.Find(action.RoomId)?.Members ?? 0;
        ledger.Backend.Send(writer.RoomInfo(action.RequestId, action.RoomId, members));
        return null;
    }

    private void Tell(BackendLedger ledger, BackendAction action, ActionProblem problem)
    {
        counters.Problems[(int)problem]++;
        if (ledger.Backend.Agreement.SaidHello)
        {
            ledger.Backend.Send(writer.Problem(action.RequestId, ProblemTexts.Of(problem), ActionNames.Of(action.Kind)));
        }
    }
}
