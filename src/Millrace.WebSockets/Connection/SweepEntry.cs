namespace Millrace.WebSockets.Connection;

/// <summary>A place in a <see cref="Sweep"/>: a link of its list.</summary>
internal sealed class SweepEntry(ISwept owner)
{
    public ISwept Owner { get; } = owner;

    public Sweep? Sweep { get; set; }

    public SweepEntry? Previous { get; set; }

    public SweepEntry? Next { get; set; }

    /// <summary>Leaves the sweep it is in, if any.</summary>
    public void Leave() => Sweep?.Remove(this);
}
