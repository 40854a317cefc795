namespace Millrace.Amqp;

/// <summary>How a client, or one of its two connections, is. The client is as its worse connection is.</summary>
public enum AmqpState
{
    /// <summary>Everything works.</summary>
    Connected,

    /// <summary>The first connection is being made.</summary>
    Connecting,

    /// <summary>The connection was lost and is being made again.</summary>
    Recovering,

    /// <summary>The connection was lost and the broker refuses a new one: it is tried again, slowly, and probably needs somebody's hand.</summary>
    Refused,

    /// <summary>Closed by its own program.</summary>
    Closed,
}
