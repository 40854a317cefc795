namespace Millrace.Live;

/// <summary>Something is dragged over an element or dropped on it.</summary>
/// <param name="X">Distance from the window's left edge, in CSS pixels.</param>
/// <param name="Y">Distance from the window's top edge, in CSS pixels.</param>
/// <param name="Modifiers">The keys held.</param>
/// <param name="Data">The plain text that was dropped; empty before.</param>
public sealed record DragEvent(int X, int Y, KeyModifiers Modifiers, string Data);
