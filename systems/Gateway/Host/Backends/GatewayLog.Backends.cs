using System.Net;
using Microsoft.Extensions.Logging;

namespace Millrace.Gateway.Host;

/// <summary>Log lines of the backend port. Ids 2130 to 2159; highest used: 2139.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(2130, LogLevel.Information, "Backends connect to {EndPoint}, {Scheme}, {Door}.")]
    public static partial void BackendsListening(ILogger log, IPEndPoint endPoint, string scheme, string door);

    [LoggerMessage(2131, LogLevel.Debug, "Backend {Name} from {Remote} is let in ({Speech}); there are {Count} now.")]
    public static partial void BackendLetIn(ILogger log, string name, IPEndPoint remote, string speech, long count);

    [LoggerMessage(2132, LogLevel.Debug, "Backend {Name} from {Remote} has ended: {Why} There are {Count} now.")]
    public static partial void BackendEnded(ILogger log, string name, IPEndPoint remote, string why, long count);

    [LoggerMessage(2133, LogLevel.Warning, "A connection from {Remote} to the backend port was not let in ({Count} since the last such line): {Why}")]
    public static partial void BackendNotLetIn(ILogger log, IPEndPoint remote, long count, string why);

    [LoggerMessage(2134, LogLevel.Warning, "A line of backend {Name} was refused ({Count} of any backend since the last such line): {Problem}")]
    public static partial void BackendLineRefused(ILogger log, string name, long count, string problem);

    [LoggerMessage(2135, LogLevel.Error, "The gateway failed on backend {Name} for a reason that should not exist; its connection is closed, the others are not affected. Please report this.")]
    public static partial void BackendFailed(ILogger log, string name, Exception exception);

    [LoggerMessage(2136, LogLevel.Error, "The backend port cannot accept ({Failures} times since the last such line): {Reason} It pauses and tries again.")]
    public static partial void BackendAcceptFails(ILogger log, long failures, string reason);

    [LoggerMessage(2137, LogLevel.Information, "The backend port accepts again.")]
    public static partial void BackendAcceptsAgain(ILogger log);

    [LoggerMessage(2138, LogLevel.Critical, "The backend port has stopped accepting for a reason that should not exist; restart the server and report this.")]
    public static partial void BackendAcceptingDied(ILogger log, Exception exception);

    [LoggerMessage(2139, LogLevel.Error, "The gateway's own timer failed on its routing for a reason that should not exist; it goes on. Please report this.")]
    public static partial void TickFailed(ILogger log, Exception exception);

}
