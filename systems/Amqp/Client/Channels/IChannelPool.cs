namespace Millrace.Amqp;

/// <summary>
/// Channels that any number of tasks share, one task at a time each. There are never more than <see cref="ChannelPoolOptions.Limit"/>; whoever finds none free
/// waits its turn, first come first served (a caller that finds a channel free on its way may take it, 16 times at most for each that is served). A channel that the broker closed, or whose connection was lost, is replaced when it is next rented.
/// </summary>
public interface IChannelPool
{
    /// <summary>What the pool has counted, and how it stands now.</summary>
    ChannelPoolTotals Totals { get; }

    /// <summary>A channel of one's own until the lease is disposed. Completes at once, and allocates nothing, where an open channel is free.</summary>
    /// <exception cref="ChannelPoolTimeoutException">None became free, or could be opened, within <see cref="ChannelPoolOptions.AcquireTimeout"/>.</exception>
    /// <exception cref="AmqpUnavailableException">There was no connection, the broker allows not one channel, or it did not answer the opening of one.</exception>
    /// <exception cref="AmqpChannelException">The broker refused to open a channel.</exception>
    /// <exception cref="AmqpClosedException">The client is closed.</exception>
    /// <exception cref="OperationCanceledException">The token was cancelled; no channel is lost by it: one that is being opened is the next caller's.</exception>
    ValueTask<ChannelLease> RentAsync(CancellationToken cancellationToken = default);
}
