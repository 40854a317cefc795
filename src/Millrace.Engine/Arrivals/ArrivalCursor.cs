namespace Millrace.Engine.Arrivals;

/// <summary>Walks one shard's share of an arrival plan.</summary>
internal abstract class ArrivalCursor
{
    /// <summary>When the next arrival is due, in ticks after the start; <see cref="long.MaxValue"/> where no more come.</summary>
    public abstract long Next();
}
