namespace Millrace.Samples.Guestbook;

/// <summary>What one visitor wrote.</summary>
internal sealed record Entry(int Number, string Name, string Text, DateTimeOffset At);
