namespace Millrace.Amqp.Load.Subject;

/// <summary>How many messages met which fate, where nobody takes them during the load. Safe for any thread.</summary>
internal sealed class OutcomeCount
{
    private long _begun;
    private long _sent;
    private long _confirmed;
    private long _unbooked;

    /// <summary>Messages with any fate: more cannot lie in the queues.</summary>
    public long Begun => Interlocked.Read(ref _begun);

    /// <summary>Handed over without waiting for the broker's word.</summary>
    public long Sent => Interlocked.Read(ref _sent);

    /// <summary>Confirmed by the broker.</summary>
    public long Confirmed => Interlocked.Read(ref _confirmed);

    /// <summary>Messages that the ledger had no room for.</summary>
    public long Unbooked => Interlocked.Read(ref _unbooked);

    public void Add(MessageFate fate, bool isBooked)
    {
        Interlocked.Increment(ref _begun);
        if (fate == MessageFate.Sent)
        {
            Interlocked.Increment(ref _sent);
        }
        else if (fate == MessageFate.Confirmed)
        {
            Interlocked.Increment(ref _confirmed);
        }

        if (!isBooked)
        {
            Interlocked.Increment(ref _unbooked);
        }
    }
}
