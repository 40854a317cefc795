namespace Millrace.Live;

/// <summary>An element was scrolled. Everything in CSS pixels.</summary>
/// <param name="Left">How far to the right.</param>
/// <param name="Top">How far down.</param>
/// <param name="ContentWidth">How wide the content is.</param>
/// <param name="ContentHeight">How high the content is.</param>
/// <param name="ViewWidth">How much of the width is seen.</param>
/// <param name="ViewHeight">How much of the height is seen.</param>
public sealed record ScrollEvent(int Left, int Top, long ContentWidth, long ContentHeight, long ViewWidth, long ViewHeight);
