namespace Millrace.Live;

/// <summary>The size of the browser's window, in CSS pixels; 0 by 0 until the browser has told.</summary>
/// <param name="Width">From left to right.</param>
/// <param name="Height">From top to bottom.</param>
public readonly record struct ViewportSize(int Width, int Height);
