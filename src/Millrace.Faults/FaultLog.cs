using Microsoft.Extensions.Logging;

namespace Millrace.Faults;

/// <summary>Every log line of the fault proxy. Ids 1100 to 1199; highest used: 1106.</summary>
internal static partial class FaultLog
{
    [LoggerMessage(1100, LogLevel.Information, "The API listens on {Api} with {Proxies} proxies; seed {Seed}.")]
    public static partial void Listening(ILogger log, string api, int proxies, long seed);

    [LoggerMessage(1101, LogLevel.Information, "Proxy {Proxy} listens on {Listen} and passes on to {Upstream}.")]
    public static partial void Opened(ILogger log, string proxy, string listen, string upstream);

    [LoggerMessage(1102, LogLevel.Warning, "Proxy {Proxy}: a connection to {Upstream} could not be made ({Reason}); the client's is closed.")]
    public static partial void UpstreamFailed(ILogger log, string proxy, string upstream, string reason);

    [LoggerMessage(1103, LogLevel.Warning, "Proxy {Proxy} cannot accept: this process may open no more descriptors. It tries again; raise the limit (ulimit -n).")]
    public static partial void NoDescriptors(ILogger log, string proxy);

    [LoggerMessage(1104, LogLevel.Error, "Proxy {Proxy}: a connection failed for a reason that should not exist; the others go on. Please report this.")]
    public static partial void ConnectionFailed(ILogger log, string proxy, Exception exception);

    [LoggerMessage(1105, LogLevel.Information, "Proxy {Proxy}: {Change}.")]
    public static partial void Changed(ILogger log, string proxy, string change);

    [LoggerMessage(1106, LogLevel.Error, "A request to the API failed for a reason that should not exist; the proxy goes on. Please report this.")]
    public static partial void RequestFailed(ILogger log, Exception exception);
}
