namespace Millrace.Live.Host.Signals;

/// <summary>A stretch in which effects and clean-ups belong to an owner.</summary>
internal readonly ref struct OwnerScope
{
    private readonly ReactiveContext _context;
    private readonly IOwner? _outer;

    internal OwnerScope(IOwner? owner)
    {
        _context = ReactiveContext.Current;
        _outer = _context.Owner;
        _context.Owner = owner;
    }

    /// <summary>Gives the place back to the owner before.</summary>
    public void Dispose() => _context.Owner = _outer;
}
