namespace Millrace.Amqp;

/// <summary>Where a consumer is in its life.</summary>
public enum ConsumerState
{
    /// <summary>It is being put on a connection, or waits for one.</summary>
    Opening,

    /// <summary>The broker delivers to it.</summary>
    Consuming,

    /// <summary>The broker refused or ended it (<see cref="AmqpConsumer.LastError"/> says why); it tries again after its delay, or on the next connection.</summary>
    Failed,

    /// <summary>It was stopped.</summary>
    Stopped,
}
