namespace Millrace.Engine.Arrivals;

/// <summary>Stairs from one rate to another, each step <paramref name="By"/> higher (or lower) and of the same length; then the last rate holds.</summary>
public sealed record StepPlan(double From, double To, double By, TimeSpan Each) : ArrivalPlan
{
    public override IReadOnlyList<RateStage> Stages
    {
        get
        {
            int steps = (int)Math.Ceiling((Math.Abs(To - From) / By) - 1e-9);
            double sign = Math.Sign(To - From);
            return [.. Enumerable.Range(0, steps + 1).Select(i => i == steps ? To : From + (sign * By * i)).Select(rate => new RateStage(rate, rate, Each))];
        }
    }
}
