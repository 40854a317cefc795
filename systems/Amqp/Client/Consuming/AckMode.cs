namespace Millrace.Amqp;

/// <summary>Who acknowledges a delivery.</summary>
public enum AckMode
{
    /// <summary>The consumer, once the handler has returned; unless the handler has settled the delivery itself.</summary>
    AfterHandler,

    /// <summary>The program, by the delivery's own methods, during the handler or later. What is never settled stays with the broker as unacknowledged.</summary>
    ByProgram,

    /// <summary>Nobody: to the broker a delivery is done when it is sent. What was under way is lost with a connection.</summary>
    None,
}
