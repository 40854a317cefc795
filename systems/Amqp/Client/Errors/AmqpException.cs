namespace Millrace.Amqp;

/// <summary>Anything that goes wrong between this client and its broker. What to do is in the message.</summary>
public abstract class AmqpException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>The connection was lost while this operation was under way; whether the broker has carried it out is unknown.</summary>
public sealed class AmqpConnectionLostException(string message, Exception? inner = null) : AmqpException(message, inner)
{
    /// <summary>How it showed.</summary>
    public AmqpLossCause Reason { get; init; } = AmqpLossCause.Operation;
}

/// <summary>There was no connection for as long as this operation was willing to wait; it was not sent.</summary>
public sealed class AmqpUnavailableException(string message, Exception? inner = null) : AmqpException(message, inner);

/// <summary>The client was closed by its own program.</summary>
public sealed class AmqpClosedException(string message = "the AMQP client was closed by its own program; create another one") : AmqpException(message);

/// <summary>The broker closed a channel: the error of one operation, after which the connection lives on.</summary>
public sealed class AmqpChannelException(int code, string text, string operation, Exception? inner = null)
    : AmqpException($"{operation}: the broker closed the channel with {code} {text}", inner)
{
    /// <summary>The reply code: 311, 312, 313, 403, 404, 405 or 406.</summary>
    public int Code { get; } = code;
}

/// <summary>The broker refused the credentials, the virtual host or the settings: trying again without a change cannot help.</summary>
public sealed class AmqpRefusedException(string message, Exception? inner = null) : AmqpException(message, inner);

/// <summary>No channel became free within <see cref="ChannelPoolOptions.AcquireTimeout"/>.</summary>
public sealed class ChannelPoolTimeoutException(string message) : AmqpException(message);
