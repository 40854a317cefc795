namespace Millrace.Speech.Host.Recognition.Simulated;

/// <summary>A piece and what will be said of it.</summary>
internal readonly record struct DelayedAnswer(Piece Piece, SimulatedRecognition Session, string Text, IReadOnlyList<Wire.TimedWord> Words, bool Fails);
