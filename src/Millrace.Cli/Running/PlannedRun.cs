using Millrace.Engine;

namespace Millrace.Cli.Running;

/// <summary>One run of a request.</summary>
/// <param name="Scenario">What runs; its output folder is not set yet.</param>
/// <param name="Folder">The run's folder below the suite's; unused where the run stands alone.</param>
internal sealed record PlannedRun(Scenario Scenario, string Folder);
