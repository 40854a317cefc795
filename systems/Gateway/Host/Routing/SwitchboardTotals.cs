namespace Millrace.Gateway.Host.Routing;

/// <summary>How many there are of everything.</summary>
/// <param name="Clients">Accepted and not ended, those without a connection included.</param>
/// <param name="Rooms">Rooms with a member.</param>
/// <param name="Backends">Backends that have joined.</param>
/// <param name="Questions">Clients that wait for a backend's answer, or for a backend.</param>
/// <param name="Queued">Events that wait for a backend.</param>
/// <param name="Detached">Clients that have lost their connection and are waited for.</param>
internal sealed record SwitchboardTotals(int Clients, int Rooms, int Backends, int Questions, int Queued, int Detached);
