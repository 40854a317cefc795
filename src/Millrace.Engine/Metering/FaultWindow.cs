namespace Millrace.Engine.Metering;

/// <summary>When a fault holds, counted from the end of the warm-up, and how long after it counts as recovery.</summary>
internal sealed record FaultWindow(string Name, TimeSpan Start, TimeSpan End, TimeSpan Recovery);
