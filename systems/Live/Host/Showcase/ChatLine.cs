namespace Millrace.Live;

/// <summary>A line of the chat.</summary>
/// <param name="Number">Counts up.</param>
/// <param name="At">When it was said, UTC.</param>
/// <param name="Name">Who said it; null for what the room says.</param>
/// <param name="Text">What was said.</param>
internal sealed record ChatLine(long Number, DateTimeOffset At, string? Name, string Text);
