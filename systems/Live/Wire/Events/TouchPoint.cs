namespace Millrace.Live;

/// <summary>One finger.</summary>
/// <param name="Id">The same for a finger as long as it stays on the glass.</param>
/// <param name="X">Distance from the window's left edge, in CSS pixels.</param>
/// <param name="Y">Distance from the window's top edge, in CSS pixels.</param>
public readonly record struct TouchPoint(long Id, int X, int Y);
