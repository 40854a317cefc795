using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Host.Routing;

/// <summary>What an answer makes of a client: a refused one, a new one, or one that is back.</summary>
internal sealed class Acceptance(
    SwitchboardOptions options,
    Directory directory,
    RoomList rooms,
    Deliveries deliveries,
    Recovery recovery,
    Departures departures,
    Refusals refusals,
    EventWriter writer,
    IdSource ids,
    SwitchboardCounters counters)
{
    /// <summary>Lets the client in or not. What the backend has done wrong comes back.</summary>
    public ActionProblem? Take(Session session, BackendLedger from, BackendAction answer)
    {
        if (!answer.IsAccepted)
        {
            refusals.Refuse(session, answer.Status == 0 ? 403 : answer.Status, answer.Reason.Length > 0 ? answer.Reason : "A backend refused the connection.");
            return null;
        }

        if (answer.Params.Length > options.MaxMetadataBytes)
        {
            refusals.Refuse(session, 502, "A backend gave an answer that is too large.");
            return ActionProblem.MetadataTooLarge;
        }

        bool isTracked = recovery.IsWanted(session.Request!);
        if (isTracked && TryContinue(session, mayResume: answer.MayResume || !from.Backend.Agreement.SaidHello))
        {
            return null;
        }

        string room = answer.RoomId.IsEmpty ? session.Request!.Path : answer.RoomId.ToString();
        string[] names = [room, .. answer.Rooms];
        if (!rooms.HasRoomFor(names))
        {
            refusals.Refuse(session, 503, "There are too many rooms.", isBusy: true);
            return ActionProblem.TooManyRooms;
        }

        session.Id = answer.ClientId.IsEmpty ? ids.NewUuid().ToString() : answer.ClientId.ToString();
        if (!TryFree(session))
        {
            refusals.Refuse(session, 409, "The client id is in use.");
            return null;
        }

        session.Context = writer.Context(session.Id, room, answer.Params);
        session.Owner = from.Backend;
        from.Add(session);
        if (isTracked)
        {
            recovery.Track(session);
        }

        deliveries.Count(session, 1);
        LetIn(session);
        foreach (string name in names)
        {
            rooms.TryJoin(session, name);
        }

        return null;
    }

    // What the answer says of id, rooms and metadata does not matter then: the client is the one that it was. A backend that said hello has been told
    // who that is, and may have it begin anew.
    private bool TryContinue(Session session, bool mayResume)
    {
        (bool isNamed, Session? old, long offset) = recovery.Named(session.Request!);
        if (old is null || !mayResume || !old.History!.Reaches(offset))
        {
            counters.NotRecovered += isNamed ? 1 : 0;
            if (old is not null)
            {
                // It cannot have what it missed, or is not to, so the one that it was has ended; first, so that its id is free.
                departures.EndReplaced(old);
            }

            return false;
        }

        Departures.Close(old);
        (session.Id, session.Context, session.Owner, session.IsAnnounced) = (old.Id, old.Context, old.Owner, old.IsAnnounced);
        BackendLedger.Remove(old);
        session.Owner?.Ledger?.Add(session);
        RoomList.Replace(old, session);
        recovery.TakeOver(old, session, offset);
        old.State = SessionState.Ended;
        old.Successor = session;
        counters.Recovered++;
        LetIn(session);
        return true;
    }

    // Frees the id for its new client, whose events go to the backend that has accepted it. Where that is the old one's as well they come behind the old
    // one's; where it is not, "disconnected" and "new_connection" are on different connections, and nothing says which is read first. Only what the old
    // one's backend leaves unacknowledged, or what waits for any backend, goes to the new one's, in its order.
    private bool TryFree(Session session)
    {
        if (directory.Find(session.Id) is not { } holder)
        {
            return true;
        }

        // One that has lost its connection and has not shown that it is back does not keep others out.
        if (options.DuplicateIds == DuplicateIds.Refuse && holder.State != SessionState.Detached)
        {
            counters.DuplicatesRefused++;
            return false;
        }

        counters.DuplicatesReplaced++;
        departures.EndReplaced(holder);
        holder.Successor = session;
        return true;
    }

    private void LetIn(Session session)
    {
        directory.Set(session);
        session.State = SessionState.Accepted;
        counters.Accepted++;
        session.Home.Answer(session, new ConnectionAnswer(101, Subprotocol: session.IsTracked ? Recovery.Subprotocol : null));
    }
}
