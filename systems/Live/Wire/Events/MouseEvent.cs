namespace Millrace.Live;

/// <summary>A mouse button or a movement of the mouse.</summary>
/// <param name="X">Distance from the window's left edge, in CSS pixels.</param>
/// <param name="Y">Distance from the window's top edge, in CSS pixels.</param>
/// <param name="OffsetX">Distance from the element's left edge, in CSS pixels.</param>
/// <param name="OffsetY">Distance from the element's top edge, in CSS pixels.</param>
/// <param name="Button">The button that changed: 0 the main one, 1 the middle one, 2 the other.</param>
/// <param name="Buttons">The buttons held: 1 the main one, 2 the other, 4 the middle one, added up.</param>
/// <param name="Modifiers">The keys held.</param>
public sealed record MouseEvent(int X, int Y, int OffsetX, int OffsetY, int Button, int Buttons, KeyModifiers Modifiers);
