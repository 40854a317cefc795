using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>Runs scenarios: starts or finds the target, connects clients, drives the load, injects faults, drains and judges.</summary>
public static class Lab
{
    /// <summary>
    /// Runs a scenario to its end. Cancelled at any time after the start, it stops the load, drains and still returns what ran, marked as interrupted.
    /// Throws <see cref="LabException"/> where the run cannot be started.
    /// </summary>
    public static Task<RunFile> RunAsync(Scenario scenario, ILabProgress progress, CancellationToken cancellationToken) =>
        throw new LabException([$"{scenario.System.Info.Name} cannot be run yet."]);
}
