using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Topology;

/// <summary>What putting the topology back logs beside <see cref="Links.LinkLog"/>. Event ids 2440 to 2449.</summary>
internal static partial class TopologyLog
{
    [LoggerMessage(2440, LogLevel.Information, "The {What} is back after all, {Tries} tries later")]
    public static partial void BackAfterAll(ILogger logger, string what, int tries);

    [LoggerMessage(2441, LogLevel.Debug, "What is missing of the topology could not be tried again on epoch {Epoch}: {Reason}")]
    public static partial void TryFailed(ILogger logger, int epoch, string reason);
}
