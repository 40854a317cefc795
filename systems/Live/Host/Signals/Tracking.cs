namespace Millrace.Live.Host.Signals;

/// <summary>
/// One run of a reaction: what is read between <see cref="Begin"/> and <see cref="Dispose"/> becomes its sources, also when the run throws.
/// <code>using (Tracking.Begin(this)) { ... }</code>
/// </summary>
internal readonly ref struct Tracking
{
    private readonly ReactiveContext _context;
    private readonly IReaction _reaction;
    private readonly IReaction? _outer;
    private readonly int _outerCursor;
    private readonly int _outerStart;
    private readonly uint _outerVersions;

    private Tracking(ReactiveContext context, IReaction reaction)
    {
        _context = context;
        _reaction = reaction;
        _outer = context.Reaction;
        ReadLog log = context.Log;
        (_outerCursor, _outerStart, _outerVersions) = (log.Cursor, log.Start, log.Versions);
        (log.Cursor, log.Start, log.Versions) = (0, log.Count, 0);
        context.Reaction = reaction;
        ref ReactionLinks links = ref reaction.Links;
        if (links.State != ReactionState.Disposed)
        {
            links.State = ReactionState.Clean;
        }
    }

    /// <summary>Begins a run.</summary>
    internal static Tracking Begin(IReaction reaction) => new(ReactiveContext.Current, reaction);

    /// <summary>Runs something tracked; where an allocation for the delegate does not matter.</summary>
    internal static T Run<T>(IReaction reaction, Func<T> body)
    {
        using (Begin(reaction))
        {
            return body();
        }
    }

    /// <summary>Lets nobody note reads until the end of the scope.</summary>
    internal static Suspended Suspend() => new(ReactiveContext.Current);

    /// <summary>Lets effects and clean-ups belong to an owner until the end of the scope.</summary>
    internal static OwnerScope Own(IOwner? owner) => new(owner);

    /// <summary>Ends the run: subscribes to what is new, leaves what was not read this time.</summary>
    public void Dispose()
    {
        ReadLog log = _context.Log;
        ref ReactionLinks links = ref _reaction.Links;
        bool isDisposed = links.State == ReactionState.Disposed;
        bool again = !isDisposed && log.HasChanged(links);
        bool stale = false;
        if (!isDisposed && !log.IsAsBefore(links))
        {
            stale = Reactions.Rewire(_context, _reaction, log.Take(links), kept: log.Cursor);
        }
        log.Cut();
        (log.Cursor, log.Start, log.Versions) = (_outerCursor, _outerStart, _outerVersions);
        _context.Reaction = _outer;
        // It wrote what it had read, or something it called did: what it made is old already.
        if (again)
        {
            _context.MarkOne(_reaction, ReactionState.Dirty);
        }
        else if (stale)
        {
            _context.MarkOne(_reaction, ReactionState.Check);
        }
    }
}
