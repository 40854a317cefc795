using Microsoft.Extensions.Logging;

namespace Millrace.Speech.Host.Security;

/// <summary>Log lines of the API keys: 2990 to 2999, of those of HTTP (highest used: 2991).</summary>
internal static partial class SecurityLog
{
    [LoggerMessage(2990, LogLevel.Information, "The file of API keys '{Path}' was read again: {Count} keys are good from now on. Sessions that run go on.")]
    public static partial void KeysRead(ILogger log, string path, int count);

    [LoggerMessage(2991, LogLevel.Error, "The {Count} API keys that were read before stay good. {Why}")]
    public static partial void KeysKept(ILogger log, int count, string why);
}
