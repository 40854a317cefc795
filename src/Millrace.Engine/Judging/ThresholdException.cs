namespace Millrace.Engine.Judging;

/// <summary>The text of a threshold is wrong; the message says what and what would be right.</summary>
public sealed class ThresholdException : FormatException
{
    internal ThresholdException(string text, string problem)
        : base($"threshold '{text.Trim()}': {problem}")
    {
    }
}
