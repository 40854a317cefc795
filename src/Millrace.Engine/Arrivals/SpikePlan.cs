namespace Millrace.Engine.Arrivals;

/// <summary>A base rate with one sudden stretch of another rate, beginning at an offset.</summary>
public sealed record SpikePlan(double Base, double Peak, TimeSpan At, TimeSpan Length) : ArrivalPlan
{
    public override IReadOnlyList<RateStage> Stages => [new(Base, Base, At), new(Peak, Peak, Length), new(Base, Base, TimeSpan.Zero)];
}
