namespace Millrace.Amqp;

/// <summary>What happens to a delivery whose handler throws.</summary>
public enum FailurePolicy
{
    /// <summary>It goes back into the queue; a delivery that was delivered before is rejected instead, so that it does not go round for ever.</summary>
    RequeueOnce,

    /// <summary>It goes back into the queue, however often.</summary>
    Requeue,

    /// <summary>It is rejected: to the queue's dead-letter exchange, or away where there is none.</summary>
    Reject,

    /// <summary>It is acknowledged all the same.</summary>
    Acknowledge,
}
