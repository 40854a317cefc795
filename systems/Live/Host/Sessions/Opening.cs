using Millrace.Live.Host.Serving;

namespace Millrace.Live.Host.Sessions;

/// <summary>Makes sessions, within the limits, and mounts their pages.</summary>
/// <param name="engine">The server.</param>
internal sealed class Opening(LiveEngine engine)
{
    /// <summary>A session whose page is mounted, and known; or why there is none.</summary>
    public (LiveSession? Session, RefusalReason? Refusal) Open(Wanted wanted)
    {
        if (engine.IsDraining)
        {
            return (null, RefusalReason.Draining);
        }

        if (engine.Sessions.TryReserve(wanted.Address) is { } refusal)
        {
            return (null, refusal);
        }

        LiveSession session = new(engine, wanted.Id, wanted.Address, wanted.Route);
        if (!session.Begin(wanted))
        {
            // Expected where two connections bring the same token of a session that is gone: the other one has made it.
            engine.Sessions.Forgo(wanted.Address);
            return (engine.Sessions.Find(wanted.Id), RefusalReason.Evicted);
        }

        if (session.Ended is { } reason)
        {
            return (null, reason.Refusal());
        }

        if (engine.Sessions.CountOf(SessionState.Pending) > engine.Options.MaxPendingSessions)
        {
            engine.Sessions.MakeRoom(EndReason.TooManyPending, SessionState.Pending);
        }

        return (session, null);
    }
}
