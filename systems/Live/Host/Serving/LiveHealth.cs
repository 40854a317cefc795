using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Millrace.Live.Host.Serving;

/// <summary>Says whether an application takes new Live pages. Its engine is set when the first page is mapped.</summary>
internal sealed class LiveHealth : IHealthCheck
{
    public LiveEngine? Engine { get; set; }

    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default) => Task.FromResult(
        Engine is not { } engine ? HealthCheckResult.Healthy("no Live page is mapped")
        : engine.IsReady ? HealthCheckResult.Healthy(engine.Summary)
        : new HealthCheckResult(context.Registration.FailureStatus, engine.Summary));
}
