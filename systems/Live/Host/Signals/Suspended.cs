namespace Millrace.Live.Host.Signals;

/// <summary>A stretch in which reads are noted by nobody.</summary>
internal readonly ref struct Suspended
{
    private readonly ReactiveContext _context;
    private readonly IReaction? _reaction;

    internal Suspended(ReactiveContext context)
    {
        _context = context;
        _reaction = context.Reaction;
        context.Reaction = null;
    }

    /// <summary>Lets reads be noted again.</summary>
    public void Dispose() => _context.Reaction = _reaction;
}
