using Microsoft.Extensions.Logging;

namespace Millrace.Http.Host;

/// <summary>Every log line of the small web server. Ids 3000 to 3099; highest used: 3000.</summary>
internal static partial class HttpLog
{
    [LoggerMessage(3000, LogLevel.Information, "Serving a small page, /bytes/N, /echo, /delay/MS and /status/CODE at {Address}: a server to try the load on.")]
    public static partial void Serving(ILogger log, string address);
}
