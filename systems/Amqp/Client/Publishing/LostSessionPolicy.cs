namespace Millrace.Amqp;

/// <summary>What a message meets that is to be published while there is no connection.</summary>
public enum LostSessionPolicy
{
    /// <summary>It waits for the next connection, for at most <see cref="LinkOptions.WaitForConnection"/>.</summary>
    Wait,

    /// <summary>Its caller gets <see cref="AmqpConnectionLostException"/> at once; the message was not sent.</summary>
    Throw,
}
