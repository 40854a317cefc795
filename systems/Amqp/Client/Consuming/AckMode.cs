namespace Millrace.Amqp;

/// <summary>Who acknowledges a delivery.</summary>
public enum AckMode
{
    /// <summary>The consumer, once the handler has returned; unless the handler has settled the delivery itself.</summary>
    AfterHandler,

    /// <summary>The program, by the delivery's own methods, during the handler or later. What is never settled stays with the broker as unacknowledged.</summary>
    ByProgram,

    /// <summary>
    /// Nobody: to the broker a delivery is done when it is sent. What was under way is lost with a connection. <see cref="ConsumerOptions.Prefetch"/> has no effect: the broker sends
    /// the whole queue as fast as the network takes it, and what the handlers have not come to yet lies in this process's memory. For queues that stay short, and for
    /// <c>amq.rabbitmq.reply-to</c>, which allows nothing else.
    /// </summary>
    None,
}
