using System.Globalization;
using Millrace.Engine.Arrivals;
using Millrace.Results;

namespace Millrace.Engine.Loads;

/// <summary>
/// Load models as people write them. What is printed parses to an equal model.
/// <code>
/// load  = "closed" [ "(" think-time ")" ] / "paced(" rate ")" / "flood(" window ")" / plan / rate
/// plan  = "constant(" rate ")" / "ramp(" range "," time ")" / "step(" range "," rate "," time ")" / "spike(" rate "," rate "," time "," time ")"
///       / "stages(" stage *( "," stage ) ")" / "poisson(" plan / rate ")"
/// stage = time "@" ( rate / range )      rate = number "/" ( "s" / "min" / "h" )      range = number ".." rate
/// </code>
/// </summary>
public static class LoadText
{
    /// <summary>Reads a load model. Throws <see cref="LoadTextException"/>.</summary>
    public static LoadModel Parse(string text) => new LoadTextReader(text).Read();

    /// <summary>The textual form of a load model.</summary>
    public static string Print(LoadModel load) => load switch
    {
        Closed closed => closed.ThinkTime == TimeSpan.Zero ? "closed" : $"closed({Durations.Format(closed.ThinkTime)})",
        Paced paced => $"paced({Rate(paced.RatePerClient)})",
        Flood flood => string.Create(CultureInfo.InvariantCulture, $"flood({flood.Window})"),
        ArrivalRate arrivals => Print(arrivals.Plan),
        _ => throw new ArgumentException($"There is no textual form of {load.GetType().Name}.", nameof(load)),
    };

    /// <summary>The textual form of an arrival plan.</summary>
    public static string Print(ArrivalPlan plan) => plan switch
    {
        ConstantPlan constant => $"constant({Rate(constant.RatePerSecond)})",
        RampPlan ramp => $"ramp({Range(ramp.From, ramp.To)},{Durations.Format(ramp.Length)})",
        StepPlan step => $"step({Range(step.From, step.To)},{Rate(step.By)},{Durations.Format(step.Each)})",
        SpikePlan spike => $"spike({Rate(spike.Base)},{Rate(spike.Peak)},{Durations.Format(spike.At)},{Durations.Format(spike.Length)})",
        StagesPlan stages => $"stages({string.Join(',', stages.Stages.Select(Stage))})",
        PoissonPlan poisson => $"poisson({(poisson.Around is ConstantPlan constant ? Rate(constant.RatePerSecond) : Print(poisson.Around))})",
        _ => throw new ArgumentException($"There is no textual form of {plan.GetType().Name}.", nameof(plan)),
    };

    private static string Stage(RateStage stage) =>
        $"{Durations.Format(stage.Length)}@{(stage.From == stage.To ? Rate(stage.To) : Range(stage.From, stage.To))}";

    private static string Rate(double perSecond) => $"{Number(perSecond)}/s";

    private static string Range(double from, double to) => $"{Number(from)}..{Number(to)}/s";

    private static string Number(double number) => number.ToString("0.#################", CultureInfo.InvariantCulture) is var text
        && double.Parse(text, CultureInfo.InvariantCulture) == number ? text : number.ToString("R", CultureInfo.InvariantCulture);
}
