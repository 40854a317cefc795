using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Millrace.Amqp.Health;

/// <summary>
/// Healthy while both connections work; degraded while the broker blocks publishing; else what the check was registered with (unhealthy), with the reason.
/// </summary>
public sealed class AmqpHealthCheck(AmqpClient client) : IHealthCheck
{
    /// <inheritdoc />
    public Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        var data = new Dictionary<string, object>
        {
            ["state"] = client.State.ToString(),
            ["publish"] = client.PublishLink.State.ToString(),
            ["consume"] = client.ConsumeLink.State.ToString(),
            ["blocked"] = client.IsBlocked,
            ["epochs"] = client.Epochs,
        };
        HealthCheckResult result = client switch
        {
            { State: AmqpState.Connected, IsBlocked: true } => new(HealthStatus.Degraded, "the broker blocks publishing: it is short of memory or disk", null, data),
            { State: AmqpState.Connected } => new(HealthStatus.Healthy, null, null, data),
            _ => new(context.Registration.FailureStatus, Why(), null, data),
        };
        return Task.FromResult(result);
    }

    private string Why() => client.State switch
    {
        AmqpState.Closed => "the client is closed",
        AmqpState.Connecting => "the client is not connected yet",
        AmqpState.Refused => $"the broker refuses the connection: {Failure()}",
        _ => $"the connection is being made again: {Failure()}",
    };

    private string Failure() => (client.PublishLink.LastFailure ?? client.ConsumeLink.LastFailure)?.Message ?? "no attempt has failed yet";
}
