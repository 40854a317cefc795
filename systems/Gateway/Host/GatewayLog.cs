using System.Net;
using Microsoft.Extensions.Logging;

namespace Millrace.Gateway.Host;

/// <summary>Every log line of the gateway. Ids 2000 to 2199; highest used: 2005.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(2000, LogLevel.Information, "Listening on {EndPoint} with {Shards} shards on {Kind}, {Scheme}.")]
    public static partial void Listening(ILogger log, IPEndPoint endPoint, int shards, string kind, string scheme);

    [LoggerMessage(2001, LogLevel.Error, "Shard {Shard} cannot accept ({Failures} times since the last such line): {Reason} It pauses and tries again.")]
    public static partial void AcceptFails(ILogger log, int shard, long failures, string reason);

    [LoggerMessage(2002, LogLevel.Information, "Shard {Shard} accepts again.")]
    public static partial void AcceptsAgain(ILogger log, int shard);

    [LoggerMessage(2003, LogLevel.Critical, "Shard {Shard} has stopped accepting for a reason that should not exist; restart the server and report this.")]
    public static partial void AcceptingDied(ILogger log, int shard, Exception exception);

    [LoggerMessage(2004, LogLevel.Error, "The connection from {Remote} failed for a reason that should not exist; the others are not affected. Please report this.")]
    public static partial void ConnectionFailed(ILogger log, IPEndPoint remote, Exception exception);

    [LoggerMessage(2005, LogLevel.Debug, "The handshake from {Remote} failed: {Reason}")]
    public static partial void HandshakeFailed(ILogger log, IPEndPoint remote, string reason);
}
