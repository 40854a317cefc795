namespace Millrace.Engine.Arrivals;

/// <summary>A stretch of time in which the rate goes in a straight line from one value to another, in starts per second.</summary>
public readonly record struct RateStage(double From, double To, TimeSpan Length);
