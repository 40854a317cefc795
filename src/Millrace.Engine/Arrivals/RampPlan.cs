namespace Millrace.Engine.Arrivals;

/// <summary>A straight line from one rate to another within a time; then the second rate holds.</summary>
public sealed record RampPlan(double From, double To, TimeSpan Length) : ArrivalPlan
{
    public override IReadOnlyList<RateStage> Stages => [new(From, To, Length)];
}
