namespace Millrace.Live;

/// <summary>Fingers on the glass.</summary>
/// <param name="Points">The fingers that changed.</param>
/// <param name="Modifiers">The keys held.</param>
public sealed record TouchEvent(IReadOnlyList<TouchPoint> Points, KeyModifiers Modifiers);
