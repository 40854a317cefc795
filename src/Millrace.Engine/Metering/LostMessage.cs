namespace Millrace.Engine.Metering;

/// <summary>A message that was never answered: known only after the drain, so it carries the time that it belongs to.</summary>
internal readonly record struct LostMessage(OperationId Id, long Sent);
