namespace Millrace.Amqp.Host.Admin;

/// <summary>The answer to a fault that happens once.</summary>
/// <param name="Affected">How many connections, or channels, it happened to.</param>
internal sealed record FaultDone(int Affected);
