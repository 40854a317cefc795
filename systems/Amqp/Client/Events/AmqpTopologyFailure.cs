namespace Millrace.Amqp;

/// <summary>Something declared earlier could not be put back on a new connection; everything else was.</summary>
/// <param name="what">What, such as <c>queue 'orders'</c>.</param>
/// <param name="cause">The broker's answer.</param>
public sealed class AmqpTopologyFailure(string what, AmqpException cause)
{
    /// <summary>What, such as <c>queue 'orders'</c>.</summary>
    public string What { get; } = what;

    /// <summary>The broker's answer.</summary>
    public AmqpException Cause { get; } = cause;
}
