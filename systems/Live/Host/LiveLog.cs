using Microsoft.Extensions.Logging;
using Millrace.Live.Wire;

namespace Millrace.Live.Host;

/// <summary>Every log line of Live. Ids 2600 to 2799; highest used: 2620. What strangers do is told at debug level: its numbers are in the metrics.</summary>
internal static partial class LiveLog
{
    [LoggerMessage(2600, LogLevel.Information, "Serving {Pages} pages at {Address}, for at most {Sessions} sessions.")]
    public static partial void Serving(ILogger log, int pages, string address, int sessions);

    [LoggerMessage(2601, LogLevel.Error, "Incident {Incident}: the page {Page} failed, and its session has been closed.")]
    public static partial void PageFailed(ILogger log, string incident, string page);

    [LoggerMessage(2602, LogLevel.Error, "Incident {Incident} on the page {Page}: {What}")]
    public static partial void HandlerFailed(ILogger log, string incident, string page, string what, Exception exception);

    [LoggerMessage(2603, LogLevel.Warning, "The page {Page} used up the budget of one rendering, and its session has been closed (incident {Incident}). {What}")]
    public static partial void BudgetUsedUp(ILogger log, string incident, string page, string what);

    [LoggerMessage(2604, LogLevel.Debug, "Session {Session} said goodbye to: {Reason}. {Message}")]
    public static partial void Goodbye(ILogger log, string session, GoodbyeReason reason, string message);

    [LoggerMessage(2605, LogLevel.Warning, "The memory of all sessions is at {Bytes} of {Limit} bytes: {Detached} pending or detached and {Attached} attached sessions were evicted.")]
    public static partial void Evicted(ILogger log, long bytes, long limit, int detached, int attached);

    [LoggerMessage(2606, LogLevel.Warning, "A session of the page {Page} took {Bytes} bytes where {Limit} are allowed, and has been closed.")]
    public static partial void SessionTooLarge(ILogger log, string page, long bytes, long limit);

    [LoggerMessage(2607, LogLevel.Error, "A session failed for a reason that should not exist, and has been closed; the others are not affected. Please report this (incident {Incident}).")]
    public static partial void SessionFailed(ILogger log, string incident, Exception exception);

    [LoggerMessage(2608, LogLevel.Error, "What a session keeps could not be written to the state folder: {Reason} It is tried again until it can be.")]
    public static partial void SaveFailed(ILogger log, string reason);

    [LoggerMessage(2609, LogLevel.Warning, "What a session had kept could not be used: {Reason} Its page begins anew.")]
    public static partial void KeptUnusable(ILogger log, string reason);

    [LoggerMessage(2610, LogLevel.Information, "Saying goodbye to {Sessions} sessions, which may come back.")]
    public static partial void Leaving(ILogger log, int sessions);

    [LoggerMessage(2611, LogLevel.Debug, "A WebSocket from {Remote} was refused: {Reason}.")]
    public static partial void Refused(ILogger log, System.Net.IPAddress? remote, string reason);

    [LoggerMessage(2620, LogLevel.Error, "Something that the page {Page} had begun failed after its session had ended.")]
    public static partial void FailedLate(ILogger log, string page, Exception exception);

    [LoggerMessage(2612, LogLevel.Warning, "A component could not be taken down cleanly; its session has ended all the same.")]
    public static partial void UnmountFailed(ILogger log, Exception exception);
}
