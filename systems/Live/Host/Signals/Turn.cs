namespace Millrace.Live.Host.Signals;

/// <summary>A stretch of time in which the calling thread acts for a page. Turns nest; the inner one ends first.</summary>
internal readonly ref struct Turn
{
    private readonly ReactiveContext _context;
    private readonly ReactionScheduler? _outer;
    private readonly IReaction? _outerReaction;

    internal Turn(ReactionScheduler scheduler)
    {
        _context = ReactiveContext.Current;
        _outer = _context.Scheduler;
        _outerReaction = _context.Reaction;
        _context.Scheduler = scheduler;
        if (!ReferenceEquals(_outer, scheduler))
        {
            _context.Reaction = null;
        }
    }

    /// <summary>Ends the turn.</summary>
    public void Dispose()
    {
        _context.Scheduler = _outer;
        _context.Reaction = _outerReaction;
        _context.Settle();
    }
}
