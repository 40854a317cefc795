using Microsoft.Extensions.Logging;

namespace Millrace.Amqp.Channels;

/// <summary>What the working half of the client writes to its log: channels 2450 to 2459, publishing 2460 to 2469, consuming 2470 to 2499.</summary>
internal static partial class AmqpWorkLog
{
    [LoggerMessage(2450, LogLevel.Debug, "A channel that was no longer wanted did not close in order: {Reason}")]
    public static partial void ChannelCloseFailed(ILogger logger, string reason);

    [LoggerMessage(2451, LogLevel.Debug, "The opening of a channel failed after its caller had given up waiting: {Reason}")]
    public static partial void LateOpeningFailed(ILogger logger, string reason);

    [LoggerMessage(2460, LogLevel.Warning, "The broker closed a channel for publishing with {Code} {Text}; its messages without a confirm are indefinite, and the next message opens another")]
    public static partial void PublishChannelClosed(ILogger logger, int code, string text);

    [LoggerMessage(2461, LogLevel.Warning, "A connection or channel ended, and of {Count} messages that were published without confirmation nobody knows whether they arrived")]
    public static partial void MessagesUnknown(ILogger logger, long count);

    [LoggerMessage(2462, LogLevel.Debug, "The broker was not heard to have read what was published: {Reason}")]
    public static partial void QuestionFailed(ILogger logger, string reason);

    [LoggerMessage(2463, LogLevel.Warning, "The broker did not answer the opening of a channel for publishing; asking again in {Seconds} s ({Reason})")]
    public static partial void OpeningUnanswered(ILogger logger, double seconds, string reason);

    [LoggerMessage(2470, LogLevel.Warning, "The broker refused or ended the consumer of '{Queue}': {Reason}")]
    public static partial void ConsumerFailed(ILogger logger, string queue, string reason);

    [LoggerMessage(2471, LogLevel.Debug, "A further try to consume from '{Queue}' did not come through: {Reason}")]
    public static partial void RetryFailed(ILogger logger, string queue, string reason);

    [LoggerMessage(2472, LogLevel.Error, "The handler for '{Queue}' threw; by its policy ({Policy}) the delivery is settled")]
    public static partial void HandlerFailed(ILogger logger, string queue, FailurePolicy policy, Exception exception);

    [LoggerMessage(2473, LogLevel.Error, "The program's handler for the state of the consumer of '{Queue}' threw")]
    public static partial void StateHandlerFailed(ILogger logger, string queue, Exception exception);
}
