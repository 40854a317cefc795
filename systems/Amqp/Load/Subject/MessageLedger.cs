using Millrace.Engine;
using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>
/// What became of every message of a run, by its number and independent of the library's own counts: what was published, the word on it, what was delivered and how
/// often. Safe for any thread; a message costs 16 bytes, and there is room for so many.
/// </summary>
internal sealed class MessageLedger
{
    private const int ChunkBits = 16;
    private const int PhaseShift = 8;
    private readonly Entry[]?[] _chunks;
    private long _next;
    private long _undelivered;
    private long _duplicates;
    private long _delivered;
    private long _strangers;

    public MessageLedger(int chunks = 512) => _chunks = new Entry[]?[chunks];

    /// <summary>Messages that have a number.</summary>
    public long Begun => Interlocked.Read(ref _next);

    /// <summary>Messages that a consumer had, duplicates left out.</summary>
    public long Delivered => Interlocked.Read(ref _delivered);

    /// <summary>Deliveries of messages that had been delivered before.</summary>
    public long Duplicates => Interlocked.Read(ref _duplicates);

    /// <summary>Deliveries with a number that was never given out.</summary>
    public long Strangers => Interlocked.Read(ref _strangers);

    /// <summary>Messages that should arrive (sent or confirmed) and have not yet.</summary>
    public long Awaited => Interlocked.Read(ref _undelivered);

    /// <summary>Takes a number for a message. Throws <see cref="ClientException"/> where the ledger is full.</summary>
    public long Begin() => TryBegin(out long message)
        ? message
        : throw new ClientException("ledger-full", FormattableString.Invariant($"the ledger holds {(long)_chunks.Length << ChunkBits:#,0} messages and is full: shorten the run, or take --mode publish without consumers"));

    /// <summary>Takes a number for a message; false where the ledger is full.</summary>
    public bool TryBegin(out long message)
    {
        message = Interlocked.Increment(ref _next) - 1;
        int chunk = (int)(message >> ChunkBits);
        if (chunk >= _chunks.Length)
        {
            Interlocked.Decrement(ref _next);
            return false;
        }

        if (Volatile.Read(ref _chunks[chunk]) is null)
        {
            Interlocked.CompareExchange(ref _chunks[chunk], new Entry[1 << ChunkBits], null);
        }

        return true;
    }

    /// <summary>The message is on its way, and so is its delivery.</summary>
    public void Sending(long message, in SubjectOperation delivery)
    {
        ref Entry entry = ref At(message);
        entry.Sent = delivery.Sent;
        Volatile.Write(ref entry.State, (int)MessageFate.Begun | (delivery.Phase << PhaseShift));
    }

    /// <summary>The word on a message; true where it had not arrived before.</summary>
    public bool Told(long message, MessageFate fate)
    {
        int before = Interlocked.Or(ref At(message).State, (int)fate);
        bool isMissing = ((MessageFate)before & MessageFate.Delivered) == 0;
        if (fate is MessageFate.Sent or MessageFate.Confirmed && isMissing)
        {
            Interlocked.Increment(ref _undelivered);
        }

        return isMissing;
    }

    /// <summary>A consumer has a message: its delivery to be ended, or null where it had come before, or was never sent.</summary>
    public SubjectOperation? Arrived(long message, out bool isDuplicate)
    {
        isDuplicate = false;
        if (message < 0 || message >= Begun)
        {
            Interlocked.Increment(ref _strangers);
            return null;
        }

        ref Entry entry = ref At(message);
        var before = (MessageFate)Interlocked.Or(ref entry.State, (int)MessageFate.Delivered);
        if ((before & MessageFate.Delivered) != 0)
        {
            isDuplicate = true;
            Interlocked.Increment(ref _duplicates);
            return null;
        }

        Interlocked.Increment(ref _delivered);
        if ((before & (MessageFate.Sent | MessageFate.Confirmed)) != 0)
        {
            Interlocked.Decrement(ref _undelivered);
        }

        // What was refused has had its end; should it come after all, it is unexpected.
        return (before & MessageFate.Refused) != 0 || (before & MessageFate.Begun) == 0 ? null : Operation(in entry);
    }

    /// <summary>Every message that did not arrive, with its fate and its delivery. Only when nothing is under way any more.</summary>
    public IEnumerable<(long Message, MessageFate Fate, SubjectOperation Delivery)> Missing()
    {
        for (long message = 0; message < Begun; message++)
        {
            Entry entry = At(message);
            var fate = (MessageFate)(entry.State & 0xFF);
            if ((fate & MessageFate.Begun) != 0 && (fate & (MessageFate.Delivered | MessageFate.Refused)) == 0)
            {
                yield return (message, fate, Operation(in entry));
            }
        }
    }

    private static SubjectOperation Operation(in Entry entry) =>
        new(AmqpModes.DeliverOperation, (byte)(entry.State >> PhaseShift), entry.Sent, entry.Sent);

    private ref Entry At(long message) => ref Volatile.Read(ref _chunks[(int)(message >> ChunkBits)])![message & ((1 << ChunkBits) - 1)];

    private struct Entry
    {
        public long Sent;
        public int State;
    }
}
