using Microsoft.Extensions.Logging;

namespace Millrace.Gateway.Host;

/// <summary>Ids 2050 to 2079; highest used: 2050.</summary>
internal static partial class GatewayLog
{
    [LoggerMessage(2050, LogLevel.Error, "A shard could not do what another asked it for ({What}), for a reason that should not exist; the rest goes on. Please report this.")]
    public static partial void MailFailed(ILogger log, string what, Exception exception);
}
