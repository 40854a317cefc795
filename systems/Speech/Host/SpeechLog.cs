using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host;

/// <summary>
/// Every log line of Speech, each area in a file of its own. Ids 2800 to 2999: sessions 2800 to 2849 (highest used: 2807), recognition 2850 to 2899, workers 2900 to 2949, HTTP 2950 to 2999. What
/// strangers do is told at debug level: its numbers are in the metrics.
/// </summary>
internal static partial class SpeechLog
{
    [LoggerMessage(2800, LogLevel.Information, "Serving transcription at {Address} with the recogniser {Recogniser}, for at most {Sessions} sessions. {Summary}")]
    public static partial void Serving(ILogger log, string address, string recogniser, int sessions, string summary);

    [LoggerMessage(2801, LogLevel.Debug, "A WebSocket from {Remote} was refused: {Reason}.")]
    public static partial void Refused(ILogger log, System.Net.IPAddress? remote, string reason);

    [LoggerMessage(2802, LogLevel.Debug, "Session {Session} is asked to go: {Reason}.")]
    public static partial void Leaving(ILogger log, Guid session, string reason);

    [LoggerMessage(2803, LogLevel.Error, "A session failed for a reason that should not exist, and has been closed; the others are not affected. Please report this.")]
    public static partial void SessionFailed(ILogger log, Exception exception);

    [LoggerMessage(2804, LogLevel.Information, "Asking {Sessions} sessions to go.")]
    public static partial void Draining(ILogger log, int sessions);

    [LoggerMessage(2805, LogLevel.Warning, "The recogniser {Recogniser} gave no answer to {Chunks} chunks since this was last said: {Why}")]
    public static partial void Unanswered(ILogger log, string recogniser, long chunks, string why);

    [LoggerMessage(2806, LogLevel.Warning, "All {Sessions} sessions are taken: {Refused} clients were refused since this was last said. Raise the limit (--max-sessions), or add workers or machines.")]
    public static partial void Full(ILogger log, int sessions, long refused);

    [LoggerMessage(2807, LogLevel.Debug, "A client of session {Session} took nothing, or did not finish a message, for too long and was cut off.")]
    public static partial void CutOff(ILogger log, Guid session);
}
