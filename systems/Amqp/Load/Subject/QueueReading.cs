using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>
/// Without consumers the messages lie in the run's queues when the load is over. They are read out and held against the ledger, message by message; where there are too
/// many for that, only their number is, which proves less: who knows nothing of its fate may have taken the place of one that was lost.
/// </summary>
internal sealed class QueueReading(AmqpClient client, MessageLedger ledger, ArrivalCount arrivals, OutcomeCount told, RunQueues queues, SubjectMeter meter, long run)
{
    /// <summary>So many messages at most are read out.</summary>
    private const long MostRead = 250_000;

    private static readonly TimeSpan _look = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan _still = TimeSpan.FromMilliseconds(200);
    private long _taken;

    public async Task CompareAsync(Func<bool> hadLosses, CancellationToken cancellationToken)
    {
        long there = await CountAsync(cancellationToken).ConfigureAwait(false);
        Count(AmqpCounts.Published, told.Sent + told.Confirmed);
        if (there > MostRead || told.Unbooked > 0)
        {
            Count(AmqpCounts.Counted, 1);
            Count(AmqpCounts.Delivered, there);
            ByNumber(there, hadLosses());
            return;
        }

        await ReadAsync(there, cancellationToken).ConfigureAwait(false);
        foreach ((_, MessageFate fate, _) in ledger.Missing())
        {
            bool isSent = (fate & MessageFate.Sent) != 0;
            Count((fate & MessageFate.Confirmed) != 0 ? AmqpCounts.ConfirmedLost : hadLosses() ? AmqpCounts.SentNotDelivered : AmqpCounts.LostFrames, isSent || (fate & MessageFate.Confirmed) != 0 ? 1 : 0);
        }

        Count(AmqpCounts.Delivered, ledger.Delivered);
        Count(AmqpCounts.Duplicates, ledger.Duplicates);
        Count(AmqpCounts.BooksDiffer, await arrivals.DifferenceAsync(ledger, () => client.Consumers.Totals.Delivered).ConfigureAwait(false));
    }

    // Until the number stands still: what is in buffers on the way still comes.
    private async Task<long> CountAsync(CancellationToken cancellationToken)
    {
        long there = await queues.CountAsync(cancellationToken).ConfigureAwait(false);
        for (long before = -1; there < told.Sent + told.Confirmed && there != before;)
        {
            before = there;
            await Task.Delay(_still, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            there = await queues.CountAsync(cancellationToken).ConfigureAwait(false);
        }

        return there;
    }

    private void ByNumber(long there, bool hadLosses)
    {
        long confirmedLost = Math.Max(0, told.Confirmed - there);
        Count(AmqpCounts.ConfirmedLost, confirmedLost);
        Count(hadLosses ? AmqpCounts.SentNotDelivered : AmqpCounts.LostFrames, Math.Max(0, told.Confirmed + told.Sent - there - confirmedLost));
        Count(AmqpCounts.ForeignMessages, Math.Max(0, there - told.Begun));
    }

    // Throws OperationCanceledException where the time is over first: then nothing was counted, and the books stay open.
    private async Task ReadAsync(long there, CancellationToken cancellationToken)
    {
        if (there == 0)
        {
            return;
        }

        ConsumerOptions[] options = [.. queues.Names.Select(queue => new ConsumerOptions { Queue = queue, Acks = AckMode.None, Prefetch = ushort.MaxValue })];
        await client.Consumers.StartAsync(options, (delivery, _) => Take(delivery), cancellationToken).ConfigureAwait(false);
        while (Interlocked.Read(ref _taken) < there)
        {
            await Task.Delay(_look, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private ValueTask Take(Delivery delivery)
    {
        if (MessageBody.Read(delivery.Body.Span, run) is { } message)
        {
            ledger.Arrived(message, out _);
        }
        else
        {
            arrivals.Foreign();
            Count(AmqpCounts.ForeignMessages, 1);
        }

        arrivals.Handled();
        Interlocked.Increment(ref _taken);
        return default;
    }

    private void Count(string name, long amount) => meter.Count(name, amount, always: true);
}
