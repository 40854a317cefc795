using Millrace.Live.Host.Serving;

namespace Millrace.Live.Host.Sessions;

/// <summary>Makes sessions, within the limits, and mounts their pages.</summary>
/// <param name="engine">The server.</param>
internal sealed class Opening(LiveEngine engine)
{
    /// <summary>A session whose page is mounted, and known; or why there is none.</summary>
    public async ValueTask<(LiveSession? Session, RefusalReason? Refusal)> OpenAsync(Wanted wanted)
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
        if (!engine.Sessions.Add(session))
        {
            // Expected where two connections bring the same token of a session that is gone: the other one has made it.
            engine.Sessions.Forgo(wanted.Address);
            return (engine.Sessions.Find(wanted.Id), null);
        }

        await session.DoAsync(static (made, what) => made.Mount(what), wanted).ConfigureAwait(false);
        if (session.State == SessionState.Ended)
        {
            return (null, RefusalReason.PageFailed);
        }

        if (engine.Sessions.CountOf(SessionState.Pending) > engine.Options.MaxPendingSessions)
        {
            engine.Sweep.Look();
        }

        return (session, null);
    }
}
