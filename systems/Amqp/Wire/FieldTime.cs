namespace Millrace.Amqp.Wire;

/// <summary>A point in time of a field table.</summary>
/// <param name="Seconds">Seconds since 1970 began, UTC.</param>
public readonly record struct FieldTime(ulong Seconds);
