namespace Millrace.Live;

/// <summary>The window has another size, in CSS pixels.</summary>
public sealed record ResizeEvent(long Width, long Height);
