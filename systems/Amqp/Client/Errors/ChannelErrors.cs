using RabbitMQ.Client.Exceptions;

namespace Millrace.Amqp.Errors;

/// <summary>Puts the library's word for a closed channel into ours.</summary>
internal static class ChannelErrors
{
    /// <summary>What the broker said when it closed the channel under <paramref name="operation"/>.</summary>
    public static AmqpChannelException Of(OperationInterruptedException exception, string operation) =>
        new(exception.ShutdownReason?.ReplyCode ?? 0, exception.ShutdownReason?.ReplyText ?? exception.Message, operation, exception);
}
