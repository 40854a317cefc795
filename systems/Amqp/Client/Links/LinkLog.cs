using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Links;

/// <summary>What the connections of a client log. Event ids 2400 to 2449.</summary>
internal static partial class LinkLog
{
    [LoggerMessage(2400, LogLevel.Information, "The {Link} connection to {Broker} is open (epoch {Epoch})")]
    public static partial void Opened(ILogger logger, string link, string broker, int epoch);

    [LoggerMessage(2401, LogLevel.Warning, "The {Link} connection (epoch {Epoch}) was lost: {Cause}")]
    public static partial void Lost(ILogger logger, string link, int epoch, string cause);

    [LoggerMessage(2402, LogLevel.Information, "The {Link} connection is back on {Broker} after {Milliseconds:0.#} ms (epoch {Epoch})")]
    public static partial void Recovered(ILogger logger, string link, string broker, double milliseconds, int epoch);

    [LoggerMessage(2403, LogLevel.Warning, "The {Link} connection cannot be made: {Reason}; trying again")]
    public static partial void StillAway(ILogger logger, string link, string reason);

    [LoggerMessage(2404, LogLevel.Error, "The {Link} connection is refused: {Reason}; trying again slowly")]
    public static partial void Refused(ILogger logger, string link, string reason);

    [LoggerMessage(2405, LogLevel.Warning, "The broker blocked the {Link} connection: {Reason}")]
    public static partial void Blocked(ILogger logger, string link, string reason);

    [LoggerMessage(2406, LogLevel.Information, "The broker lets the {Link} connection go on after {Seconds:0.###} s")]
    public static partial void Unblocked(ILogger logger, string link, double seconds);

    [LoggerMessage(2407, LogLevel.Information, "The {Link} connection was closed")]
    public static partial void Closed(ILogger logger, string link);

    [LoggerMessage(2408, LogLevel.Error, "Something could not be put on the {Link} connection's epoch {Epoch}")]
    public static partial void SettleFailed(ILogger logger, string link, int epoch, Exception exception);

    [LoggerMessage(2409, LogLevel.Error, "A handler of an event of the {Link} connection threw")]
    public static partial void HandlerFailed(ILogger logger, string link, Exception exception);

    [LoggerMessage(2410, LogLevel.Error, "{What} could not be put back: {Reason}")]
    public static partial void TopologyFailed(ILogger logger, string what, string reason);

    [LoggerMessage(2411, LogLevel.Information, "The queue '{Name}' is called {New} by the broker now, no longer {Old}")]
    public static partial void Renamed(ILogger logger, string name, string old, string @new);

    [LoggerMessage(2412, LogLevel.Error, "What is still to be written to channel {Channel} of the {Link} connection, which the broker closed, could not be put in order")]
    public static partial void CloseOkUnprepared(ILogger logger, string link, ushort channel, Exception exception);

    [LoggerMessage(2413, LogLevel.Error, "Making the {Link} connection again met with an error that was not foreseen; trying again")]
    public static partial void Stumbled(ILogger logger, string link, Exception exception);

    [LoggerMessage(2414, LogLevel.Warning, "The {Link} connection was lost {Times} times in a row right after it was made; the next attempt waits {Seconds:0.###} s")]
    public static partial void ShortLived(ILogger logger, string link, int times, double seconds);
}
