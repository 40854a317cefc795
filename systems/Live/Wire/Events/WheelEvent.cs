namespace Millrace.Live;

/// <summary>The wheel was turned.</summary>
/// <param name="Mouse">Where the mouse was.</param>
/// <param name="DeltaX">To the right, in CSS pixels.</param>
/// <param name="DeltaY">Down, in CSS pixels.</param>
public sealed record WheelEvent(MouseEvent Mouse, int DeltaX, int DeltaY);
