namespace Millrace.Engine.Arrivals;

/// <summary>
/// When arrivals are due: a pure function from n (0, 1, 2...) to an offset from the load's start. Nothing is sliced and nothing rounded up
/// along the way, so counts and spacing are exact over any length.
/// </summary>
public abstract record ArrivalPlan
{
    /// <summary>The rate as stages; after the last one its final rate holds.</summary>
    public abstract IReadOnlyList<RateStage> Stages { get; }

    /// <summary>How arrivals lie around the rate: evenly, or at random.</summary>
    public virtual bool IsRandom => false;

    internal RateCurve Curve => field ??= new RateCurve(Stages);

    /// <summary>How many arrivals the plan expects before an offset; exact where it is not random.</summary>
    public double ExpectedBefore(TimeSpan offset) => Curve.AreaAt(offset.TotalSeconds);

    /// <summary>The rate per second at an offset.</summary>
    public double RateAt(TimeSpan offset) => Curve.RateAt(offset.TotalSeconds);

    /// <summary>When arrival <paramref name="n"/> is due, in ticks after the start; <see cref="long.MaxValue"/> for never. Use a cursor to walk.</summary>
    public virtual long DueTicks(long n, long seed) => ToTicks(Curve.TimeOf(n));

    /// <summary>Walks the arrivals <paramref name="first"/>, first + stride, and so on: one shard's share of the plan.</summary>
    internal virtual ArrivalCursor Walk(long seed, int first, int stride) => new EvenCursor(this, first, stride);

    /// <summary>The textual form that <see cref="Loads.LoadText.Parse"/> reads.</summary>
    public sealed override string ToString() => Loads.LoadText.Print(this);

    private protected static long ToTicks(double seconds)
    {
        double ticks = Math.Round(seconds * Ticks.PerSecond);
        return ticks < long.MaxValue ? (long)ticks : long.MaxValue;
    }

    private sealed class EvenCursor(ArrivalPlan plan, int first, int stride) : ArrivalCursor
    {
        private long _n = first - stride;

        public override long Next() => ToTicks(plan.Curve.TimeOf(_n += stride));
    }
}
