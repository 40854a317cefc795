using Millrace.Engine;

namespace Millrace.Cli.Running;

/// <summary>One run of a request.</summary>
/// <param name="Scenario">What runs; its output folder is not set yet.</param>
/// <param name="Folder">The run's folder below the suite's; unused where the run stands alone.</param>
internal sealed record PlannedRun(Scenario Scenario, string Folder)
{
    /// <summary>Whether this run is an error where the generator was its limit, because thresholds of its own rely on its figures; beside what is said of all runs.</summary>
    public bool Strict { get; init; }
}
