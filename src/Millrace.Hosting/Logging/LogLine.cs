using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging;

namespace Millrace.Hosting.Logging;

/// <summary>One log event as text: <c>2026-11-20T15:26:06.123Z warning Millrace.Gateway[2001] message</c>.</summary>
internal static class LogLine
{
    public static string Of(DateTimeOffset at, LogLevel level, string category, int id, string message, Exception? exception)
    {
        StringBuilder line = new();
        line.Append(at.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture));
        line.Append(' ').Append(Word(level)).Append(' ').Append(category).Append('[').Append(id).Append("] ");
        AppendPlain(line, message);
        if (exception is not null)
        {
            line.AppendLine().Append(exception);
        }

        return line.ToString();
    }

    // What a client sent may stand in a message: it must not forge a line of its own or move the terminal's cursor.
    private static void AppendPlain(StringBuilder line, string message)
    {
        foreach (char c in message)
        {
            if (char.IsControl(c))
            {
                line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}");
            }
            else
            {
                line.Append(c);
            }
        }
    }

    private static string Word(LogLevel level) => level switch
    {
        LogLevel.Trace => "trace",
        LogLevel.Debug => "debug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warning",
        LogLevel.Error => "error",
        _ => "critical",
    };
}
