using System.Net;
using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Host;

/// <summary>Every log line of the broker. Ids 2500 to 2599; highest used: 2516.</summary>
internal static partial class AmqpLog
{
    [LoggerMessage(2500, LogLevel.Information, "Listening on {EndPoint} on {Kind}, {Scheme}.")]
    public static partial void Listening(ILogger log, IPEndPoint endPoint, string kind, string scheme);

    [LoggerMessage(2501, LogLevel.Error, "The broker cannot accept ({Failures} times since the last such line): {Reason} It pauses and tries again.")]
    public static partial void AcceptFails(ILogger log, long failures, string reason);

    [LoggerMessage(2502, LogLevel.Information, "The broker accepts again.")]
    public static partial void AcceptsAgain(ILogger log);

    [LoggerMessage(2503, LogLevel.Critical, "The broker has stopped accepting for a reason that should not exist; restart it and report this.")]
    public static partial void AcceptingDied(ILogger log, Exception exception);

    [LoggerMessage(2504, LogLevel.Error, "The connection from {Remote} failed for a reason that should not exist; the others are not affected. Please report this.")]
    public static partial void ConnectionFailed(ILogger log, IPEndPoint remote, Exception exception);

    [LoggerMessage(2505, LogLevel.Information, "{Remote} ({Name}) entered virtual host '{Host}' as {User}.")]
    public static partial void Opened(ILogger log, IPEndPoint remote, string name, string host, string user);

    [LoggerMessage(2506, LogLevel.Information, "{Remote} ({Name}) has gone: {Reason}")]
    public static partial void Ended(ILogger log, IPEndPoint remote, string name, string reason);

    [LoggerMessage(2507, LogLevel.Warning, "The handshake with {Remote} failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger log, IPEndPoint remote, string reason);

    [LoggerMessage(2508, LogLevel.Warning, "{Remote} ({Name}): the connection is closed with {Code}: {Text}")]
    public static partial void ConnectionError(ILogger log, IPEndPoint remote, string name, ushort code, string text);

    [LoggerMessage(2509, LogLevel.Warning, "{Remote} ({Name}): channel {Channel} is closed with {Code}: {Text}")]
    public static partial void ChannelError(ILogger log, IPEndPoint remote, string name, int channel, ushort code, string text);

    [LoggerMessage(2510, LogLevel.Warning, "Publishers are {State}: messages take {Bytes} bytes, the limit is {Limit}.")]
    public static partial void MemoryAlarm(ILogger log, string state, long bytes, long limit);

    [LoggerMessage(2511, LogLevel.Warning, "{Remote} ({Name}) has sent nothing for two heartbeats of {Seconds} s.")]
    public static partial void HeartbeatMissed(ILogger log, IPEndPoint remote, string name, int seconds);

    [LoggerMessage(2512, LogLevel.Warning, "There are {Limit} connections already: the one from {Remote} is closed.")]
    public static partial void TooMany(ILogger log, int limit, IPEndPoint remote);

    [LoggerMessage(2513, LogLevel.Information, "Queue '{Queue}' asks for type quorum; this broker has one process and no disk, and serves it as a classic queue.")]
    public static partial void QuorumAsClassic(ILogger log, string queue);

    [LoggerMessage(2514, LogLevel.Error, "A dead letter of queue '{Queue}' was lost for a reason that should not exist. Please report this.")]
    public static partial void DeadLetterFailed(ILogger log, string queue, Exception exception);

    [LoggerMessage(2515, LogLevel.Error, "The clock of queue '{Queue}' failed for a reason that should not exist; it starts again with the next message. Please report this.")]
    public static partial void QueueClockFailed(ILogger log, string queue, Exception exception);

    [LoggerMessage(2516, LogLevel.Error, "Late confirms of channel {Channel} of {Remote} were lost for a reason that should not exist. Please report this.")]
    public static partial void LateConfirmsFailed(ILogger log, int channel, IPEndPoint remote, Exception exception);
}
