using Millrace.Amqp.Consuming;
using RabbitMQ.Client;

namespace Millrace.Amqp;

/// <summary>
/// A message that the broker delivered. It belongs to the channel on which it came: settled after that channel or its connection has ended, the settlement is dropped and counted,
/// since the broker has put the message back already and another channel would be closed by a tag that is not its own.
/// </summary>
public sealed class Delivery
{
    private readonly ConsumerSeat _seat;
    private int _isSettled;

    internal Delivery(ConsumerSeat seat, ulong tag, bool isRedelivered, string exchange, string routingKey, IReadOnlyBasicProperties properties, ReadOnlyMemory<byte> body)
    {
        _seat = seat;
        Tag = tag;
        IsRedelivered = isRedelivered;
        Exchange = exchange;
        RoutingKey = routingKey;
        Properties = properties;
        Body = body;
    }

    /// <summary>The body. Valid until the handler's task completes: copy what is needed later.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>The properties.</summary>
    public IReadOnlyBasicProperties Properties { get; }

    /// <summary>The exchange to which it was published; empty for the default one.</summary>
    public string Exchange { get; }

    /// <summary>The routing key with which it was published.</summary>
    public string RoutingKey { get; }

    /// <summary>The queue it came from.</summary>
    public string Queue => _seat.Consumer.Options.Queue;

    /// <summary>True where it was delivered before, to this consumer or another.</summary>
    public bool IsRedelivered { get; }

    /// <summary>The delivery tag, which means something on its own channel only.</summary>
    public ulong Tag { get; }

    /// <summary>Which life of the connection it came with, counted from 1.</summary>
    public int Epoch => _seat.Session.Epoch;

    /// <summary>True once it was acknowledged, requeued or rejected.</summary>
    public bool IsSettled => Volatile.Read(ref _isSettled) != 0;

    /// <summary>Says that it is done. Once begun it goes through: the token only keeps it from beginning. False where that came too late: its channel has ended, and the broker delivers it again.</summary>
    /// <exception cref="InvalidOperationException">It was settled already.</exception>
    public ValueTask<bool> AckAsync(CancellationToken cancellationToken = default) => SettleAsync(Settlement.Ack, cancellationToken);

    /// <summary>Puts it back into its queue, once begun in any case. False where that came too late: its channel has ended, and the broker has put it back already.</summary>
    /// <exception cref="InvalidOperationException">It was settled already.</exception>
    public ValueTask<bool> RequeueAsync(CancellationToken cancellationToken = default) => SettleAsync(Settlement.Requeue, cancellationToken);

    /// <summary>Rejects it, once begun in any case: to the queue's dead-letter exchange, or away where there is none. False where that came too late: the broker delivers it again.</summary>
    /// <exception cref="InvalidOperationException">It was settled already.</exception>
    public ValueTask<bool> RejectAsync(CancellationToken cancellationToken = default) => SettleAsync(Settlement.Reject, cancellationToken);

    /// <summary>Settles it unless the handler did.</summary>
    internal ValueTask<bool> SettleOnceAsync(Settlement settlement) =>
        Interlocked.Exchange(ref _isSettled, 1) == 0 ? _seat.SettleAsync(Tag, settlement) : new(true);

    private ValueTask<bool> SettleAsync(Settlement settlement, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Interlocked.Exchange(ref _isSettled, 1) != 0)
        {
            throw _seat.SettledTwice(Tag);
        }

        return _seat.SettleAsync(Tag, settlement);
    }
}
