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
        ReactionScheduler page = _context.Scheduler!;
        _context.Scheduler = _outer;
        _context.Reaction = _outerReaction;
        if (_context.HasWaiting)
        {
            Settle(page);
        }
    }

    // Effects of no page, woken by what the page wrote. Where they fail the page has done nothing wrong: it is only the one that reports it.
    private void Settle(ReactionScheduler page)
    {
        try
        {
            _context.Settle();
        }
        catch (Exception exception)
        {
            page.Unhandled(exception);
        }
    }
}
