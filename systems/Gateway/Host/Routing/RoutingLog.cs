using Microsoft.Extensions.Logging;

namespace Millrace.Gateway.Host;

// The switchboard's lines: ids 2100 to 2129; highest used: 2108.
internal static partial class GatewayLog
{
    [LoggerMessage(2100, LogLevel.Warning, "No backend is connected and the queue of {Size} events is full: the oldest are dropped from here on.")]
    public static partial void QueueIsFull(ILogger log, int size);

    [LoggerMessage(2101, LogLevel.Warning, "A backend is connected again; {Dropped} events were dropped while there was none.")]
    public static partial void QueueHasDropped(ILogger log, long dropped);

    [LoggerMessage(2102, LogLevel.Warning, "Backend {Name} left something behind ({Why}): {Indefinite} events may or may not have reached it, {Redelivered} are delivered again, {Questions} clients ask another backend.")]
    public static partial void BackendLeftBehind(ILogger log, string name, string why, long indefinite, int redelivered, int questions);

    [LoggerMessage(2103, LogLevel.Warning, "Backend {Name} has let {Count} questions in a row time out; others are asked first until it answers.")]
    public static partial void BackendIsSuspect(ILogger log, string name, int count);

    [LoggerMessage(2104, LogLevel.Warning, "Backend {Name} has acknowledged nothing for too long with {Count} events open; its connection is closed.")]
    public static partial void BackendDoesNotAcknowledge(ILogger log, string name, int count);

    [LoggerMessage(2106, LogLevel.Error, "An event ({Kind}) of client {Client} is dropped: {Backends} backends in a row left without acknowledging it, the last of them {Name}.")]
    public static partial void EventIsPoisoned(ILogger log, string kind, string client, int backends, string name);

    [LoggerMessage(2107, LogLevel.Error, "{Dropped} events that backend {Name} had not acknowledged are lost: more than {Bytes} bytes of such events wait for a backend.")]
    public static partial void PromisedAreDropped(ILogger log, long dropped, string name, long bytes);

    [LoggerMessage(2108, LogLevel.Warning, "Backend {Name} acknowledges too slowly with {Count} events open while its clients wait; its connection is closed.")]
    public static partial void BackendAcknowledgesSlowly(ILogger log, string name, int count);

    [LoggerMessage(2105, LogLevel.Information, "Backend {Name} gets what has waited for one: {Queued} events and {Waiting} clients.")]
    public static partial void WaitedForBackend(ILogger log, string name, int queued, int waiting);
}
