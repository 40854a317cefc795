namespace Millrace.Amqp;

/// <summary>How it showed that a connection was lost.</summary>
public enum AmqpLossCause
{
    /// <summary>TCP said that the connection is broken: a reset, or no route.</summary>
    Network,

    /// <summary>The other side closed the socket without a word of AMQP.</summary>
    EndOfStream,

    /// <summary>The broker closed the connection and said why: it stops, an operator closed it, or this client broke a rule.</summary>
    Broker,

    /// <summary>Nothing was heard for longer than the heartbeat allows.</summary>
    Heartbeat,

    /// <summary>A question was not answered in time.</summary>
    Probe,

    /// <summary>What came was no AMQP, or an operation found the connection broken.</summary>
    Operation,
}
