namespace Millrace.Engine.Arrivals;

/// <summary>
/// Independent arrivals around another plan's rate. The gaps are exponential with mean 1 on the scale of the area under the rate, and the area's
/// inverse brings them to time, so it holds for any curve. Gap n depends on nothing but the seed and n.
/// </summary>
public sealed record PoissonPlan(ArrivalPlan Around) : ArrivalPlan
{
    public override IReadOnlyList<RateStage> Stages => Around.Stages;

    public override bool IsRandom => true;

    public override long DueTicks(long n, long seed)
    {
        ArrivalCursor cursor = Walk(seed, 0, 1);
        for (long i = 0; i < n; i++)
        {
            cursor.Next();
        }

        return cursor.Next();
    }

    internal override ArrivalCursor Walk(long seed, int first, int stride) => new RandomCursor(Curve, seed, first, stride);

    private sealed class RandomCursor(RateCurve curve, long seed, int first, int stride) : ArrivalCursor
    {
        private long _n;
        private long _wanted = first;
        private double _area;

        public override long Next()
        {
            for (; _n <= _wanted; _n++)
            {
                _area -= Math.Log(1 - Seeds.Unit(seed, _n));
            }

            _wanted += stride;
            return ToTicks(curve.TimeOf(_area));
        }
    }
}
