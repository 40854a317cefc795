using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Rest;

/// <summary>Log lines of the HTTP routes: 2950 to 2989 (highest used: 2950).</summary>
internal static partial class RestLog
{
    [LoggerMessage(2950, LogLevel.Error, "{Method} {Path} failed for a reason that should not exist")]
    public static partial void RequestFailed(ILogger log, string method, string path, Exception exception);
}
