using System.Text.Json;

namespace Millrace.Results;

/// <summary>A file of a run cannot be read; the message says which, where in it, and why.</summary>
public sealed class RunFileException : Exception
{
    /// <summary>A file that cannot be read, with the reason as the end of a sentence.</summary>
    public RunFileException(string path, string reason, Exception? inner = null)
        : base($"{path}: {reason}.", inner) => Path = path;

    /// <summary>The file.</summary>
    public string Path { get; }

    /// <summary>The line of the fault from 1, where it is known.</summary>
    public long? Line { get; private init; }

    /// <summary>The byte of the fault in its line from 1, where it is known.</summary>
    public long? Column { get; private init; }

    internal static RunFileException From(JsonException e, string path)
    {
        long? line = e.LineNumber + 1;
        long? column = e.BytePositionInLine + 1;
        string where = line is null ? "" : $" (line {line}, byte {column}{(e.Path is null or "$" ? "" : $", at {e.Path}")})";
        return new RunFileException(path, $"it is not whole and valid: {Reason(e)}{where}", e) { Line = line, Column = column };
    }

    // The serializer appends its own "Path: ... | LineNumber: ..." and counts from 0; people's editors count from 1.
    internal static string Reason(JsonException e)
    {
        string message = e.Message;
        foreach (string tail in (ReadOnlySpan<string>)[" Path: ", " LineNumber: "])
        {
            int at = message.IndexOf(tail, StringComparison.Ordinal);
            message = at < 0 ? message : message[..at];
        }

        return message.TrimEnd('.', ' ');
    }
}
