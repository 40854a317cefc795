using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Routing;

/// <summary>The end of clients that had been accepted.</summary>
internal sealed class Departures(Directory directory, RoomList rooms, Deliveries deliveries, Recovery recovery, EventRouting events)
{
    /// <summary>The close code of a client whose place another connection has taken.</summary>
    public const WebSocketCloseCode Replaced = (WebSocketCloseCode)4001;

    /// <summary>Takes a client out of everything and tells its backend: <c>disconnected</c>, or <c>error</c> where it never was connected.</summary>
    public void End(Session session, string why)
    {
        directory.Remove(session);
        rooms.LeaveAll(session);
        deliveries.Count(session, -1);
        recovery.Forget(session);
        BackendLedger.Remove(session);
        session.State = SessionState.Ended;
        session.Failure = why;
        events.Emit(session, session.IsAnnounced ? EventKind.Disconnected : EventKind.Error, []);
    }

    /// <summary>Ends a client whose place another connection takes, and its connection where it has one.</summary>
    public void EndReplaced(Session session)
    {
        Close(session);
        End(session, "Another connection took its id.");
    }

    /// <summary>Closes the connection of a client whose place another connection takes. One that is held is read again, or it could not say goodbye.</summary>
    public static void Close(Session session)
    {
        session.HeldBy?.Release(session);
        if (session.State != SessionState.Detached)
        {
            session.Home.Close(session, Replaced, "replaced");
        }
    }
}
