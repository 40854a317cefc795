namespace Millrace.Engine.Arrivals;

/// <summary>The same rate throughout: arrival n is due after n / rate seconds.</summary>
public sealed record ConstantPlan(double RatePerSecond) : ArrivalPlan
{
    public override IReadOnlyList<RateStage> Stages => [new(RatePerSecond, RatePerSecond, TimeSpan.Zero)];
}
