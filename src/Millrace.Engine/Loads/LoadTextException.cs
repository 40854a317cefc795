namespace Millrace.Engine.Loads;

/// <summary>The text of a load model is wrong; the message says what, at which position, and what would be right.</summary>
public sealed class LoadTextException : FormatException
{
    internal LoadTextException(string text, int position, string problem)
        : base($"load '{text.Trim()}', position {position + 1}: {problem}") => Position = position;

    /// <summary>Where in the text, from 0.</summary>
    public int Position { get; }
}
