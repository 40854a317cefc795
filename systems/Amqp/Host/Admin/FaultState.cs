namespace Millrace.Amqp.Host.Admin;

/// <summary>The answer to <c>GET /faults</c> and <c>POST /faults</c>: what is on now.</summary>
/// <param name="Blocked">Publishers are blocked as if memory were short.</param>
/// <param name="ConfirmDelayMs">How much later than due confirms are sent, in milliseconds.</param>
/// <param name="NackEvery">Every how manyth publish of a channel is refused; 0 for none.</param>
/// <param name="DropConfirmsEvery">Every how manyth publish of a channel is never confirmed; 0 for none.</param>
/// <param name="StopHeartbeats">No heartbeats are sent.</param>
internal sealed record FaultState(bool Blocked, long ConfirmDelayMs, int NackEvery, int DropConfirmsEvery, bool StopHeartbeats);
