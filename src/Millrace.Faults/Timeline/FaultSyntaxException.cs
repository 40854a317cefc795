namespace Millrace.Faults;

/// <summary>A fault timeline's text is wrong; the message says what, at which position, and what would be right.</summary>
public sealed class FaultSyntaxException : FormatException
{
    internal FaultSyntaxException(string text, int position, string problem)
        : base($"fault '{text.Trim()}', position {position + 1}: {problem}") => Position = position;

    /// <summary>Where in the text, from 0.</summary>
    public int Position { get; }
}
