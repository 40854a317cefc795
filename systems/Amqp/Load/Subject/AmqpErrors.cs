using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Load.Subject;

/// <summary>The words under which the library's errors are counted.</summary>
internal static class AmqpErrors
{
    public const string ConnectionLost = "connection-lost";
    public const string ChannelError = "channel-error";

    public static string KindOf(Exception exception) => exception switch
    {
        AmqpConnectionLostException => ConnectionLost,
        AmqpUnavailableException => "unavailable",
        AmqpClosedException => "closed",
        AmqpRefusedException => "refused",
        ChannelPoolTimeoutException => "pool-timeout",
        AmqpChannelException => ChannelError,
        OperationCanceledException => "stopped",
        // Of the library below, over a channel that a task has for itself.
        OperationInterruptedException { ShutdownReason.ReplyCode: 403 or 404 or 405 or 406 or 311 or 312 or 313 } => ChannelError,
        OperationInterruptedException or ObjectDisposedException or IOException => ConnectionLost,
        _ => "other",
    };

    /// <summary>True for what a client may meet whose connection or broker is away; all else is a defect and is told.</summary>
    public static bool IsExpected(Exception exception) => KindOf(exception) != "other";
}
