using System.Globalization;
using Millrace.Results;

namespace Millrace.Engine.Capacity;

/// <summary>
/// What two runs beside the search say to whoever operates the target: how it is at half of its capacity, where one should begin to optimize, and whether it holds twice the load that is
/// expected, which is what to test before deploying. Pure.
/// </summary>
public static class Headroom
{
    /// <summary>The share of the capacity that one run is held at.</summary>
    public const double Share = 0.5;

    /// <summary>The multiple of the expected load that another is held at.</summary>
    public const double Multiple = 2;

    /// <summary>The run at half of the capacity; beside it what the largest load that holds showed.</summary>
    public static HeadroomResult OfHalf(CapacityStep run, CapacityStep? atCapacity, string unit) => new()
    {
        Name = "50 % of capacity",
        Run = run,
        Text = run.Outcome switch
        {
            CapacityOutcome.Met => Text($"At {run.Load:#,0.##}{unit}, half of what it holds, {Times(run)}")
                + (atCapacity is { P99Ms: { } full } ? Text($"; at its capacity the 99th percentile is {Ms(full)}") : "")
                + ". Begin to optimize when the daily load comes up to this, not when it reaches the capacity.",
            CapacityOutcome.Missed => Text($"Even at {run.Load:#,0.##}{unit}, half of what the search found, the objective was missed ({run.Reason}): the bounds are not to be relied on; search again on a quieter machine or with longer steps."),
            _ => Text($"The run at {run.Load:#,0.##}{unit} says nothing: {run.Reason}."),
        },
    };

    /// <summary>The run at twice the expected load.</summary>
    public static HeadroomResult OfExpected(CapacityStep run, double expected, double? sustained, string unit)
    {
        string room = sustained is { } capacity ? Text($" The capacity is {capacity / expected:0.0#} times the expected load.") : "";
        return new HeadroomResult
        {
            Name = "2 times the expected load",
            Run = run,
            Text = run.Outcome switch
            {
                CapacityOutcome.Met => Text($"Twice the expected load, {run.Load:#,0.##}{unit}, meets the objective: {Times(run)}.{room}"),
                CapacityOutcome.Missed => Text($"Twice the expected load, {run.Load:#,0.##}{unit}, misses the objective: {run.Reason}.{room} Make room before deploying."),
                CapacityOutcome.GeneratorLimited => Text($"Twice the expected load, {run.Load:#,0.##}{unit}, is more than this generator can offer ({run.Reason}): give it more cores or a machine of its own."),
                _ => Text($"The run at {run.Load:#,0.##}{unit}, twice the expected load, says nothing: {run.Reason}."),
            },
        };
    }

    private static string Times(CapacityStep run) => run is { P50Ms: { } p50, P99Ms: { } p99 }
        ? Text($"the median answer takes {Ms(p50)} and the 99th percentile {Ms(p99)}, with {(run.ErrorPercent is > 0 and var errors ? errors.ToString("0.###", CultureInfo.InvariantCulture) + " % errors" : "no errors")}")
        : "nothing was answered in time";

    private static string Ms(double ms) => ms >= 100 ? Text($"{ms:#,0} ms") : ms >= 10 ? Text($"{ms:0.0} ms") : Text($"{ms:0.00} ms");

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
