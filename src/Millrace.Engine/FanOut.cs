using Millrace.Engine.Clients;

namespace Millrace.Engine;

/// <summary>
/// One message from one client to many members, who may run on other shards than its sender. Made by <see cref="StepContext.BeginFanOut"/> right before the message
/// is handed to the transport; each member then says on its own shard what became of its copy. The whole is an operation of the sender, done when the last
/// member had it; each copy is an operation of its own, due and sent with the whole, done at its member.
/// </summary>
/// <remarks>Copies count as due and sent at once and by number, so accounts close over all shards together, not on each shard alone.</remarks>
public sealed class FanOut
{
    private static readonly Action<object?> _end = static self => ((FanOut)self!).End();

    private readonly StepContext _sender;
    private readonly Operation _copy;
    private readonly OperationId _whole;
    private long _lastDone;
    private int _waiting;
    private int _indefinite;
    private bool _corrupted;
    private volatile bool _closed;
    private bool _senderGone;

    internal FanOut(StepContext sender, long sequence, OperationId whole, in Operation copy, int members)
    {
        _sender = sender;
        _copy = copy;
        _whole = whole;
        _waiting = members;
        Sequence = sequence;
    }

    /// <summary>The number of the whole among the sender's operations.</summary>
    public long Sequence { get; }

    /// <summary>When the message was handed to the transport, in ticks.</summary>
    public long Sent => _copy.Sent;

    /// <summary>Members of whom nothing was heard yet. From any thread, as of some moment ago.</summary>
    public int Waiting => Volatile.Read(ref _waiting);

    /// <summary>
    /// The right message came in at one member: call on the member's shard, after <see cref="StepContext.Received"/>, once per member. One more than there are members
    /// counts as duplicated.
    /// </summary>
    public void Delivered(StepContext member, int bytesIn)
    {
        ArgumentNullException.ThrowIfNull(member);
        long now = Shards.Shard.Now;
        RaiseLast(now);
        if (Take(out bool isLast))
        {
            member.ResolveCopy(in _copy, now, bytesIn);
            Ended(isLast);
        }
        else if (_closed)
        {
            member.CameAfterTheEnd();
        }
        else
        {
            member.Duplicated(_copy.Id, bytesIn);
        }
    }

    /// <summary>
    /// A copy came in at one member that is not what was sent: call on the member's shard, after <see cref="StepContext.Received"/>, once per member. The whole then
    /// ends as corrupted.
    /// </summary>
    public void Corrupted(StepContext member, int bytesIn)
    {
        ArgumentNullException.ThrowIfNull(member);
        long now = Shards.Shard.Now;
        Volatile.Write(ref _corrupted, true);
        RaiseLast(now);
        if (Take(out bool isLast))
        {
            member.CorruptCopy(in _copy, now, bytesIn);
            Ended(isLast);
        }
        else if (_closed)
        {
            member.CameAfterTheEnd();
        }
        else
        {
            member.Duplicated(_copy.Id, bytesIn);
        }
    }

    /// <summary>
    /// One member's connection died before its copy came: nobody knows whether it was sent. Call on the member's shard, once per member. The whole then ends as
    /// indefinite.
    /// </summary>
    public void Indefinite(StepContext member, string kind)
    {
        ArgumentNullException.ThrowIfNull(member);
        Interlocked.Increment(ref _indefinite);
        RaiseLast(Shards.Shard.Now);
        if (Take(out bool isLast))
        {
            member.EndCopies(in _copy, Outcome.Indefinite, 1, kind);
            Ended(isLast);
        }
    }

    /// <summary>The sender's connection died: what is missing at the end may never have left.</summary>
    internal void SenderIsGone() => _senderGone = true;

    /// <summary>The run is over: copies that never came are given up. On the sender's shard.</summary>
    internal void Close()
    {
        _closed = true;
        int missing = Interlocked.Exchange(ref _waiting, 0);
        if (missing > 0)
        {
            _sender.EndCopies(in _copy, _senderGone ? Outcome.Indefinite : Outcome.Lost, missing, _senderGone ? ErrorKinds.Closed : ErrorKinds.Lost);
        }
    }

    private Outcome HowItEnded =>
        Volatile.Read(ref _corrupted) ? Outcome.Corrupted
        : Volatile.Read(ref _indefinite) > 0 ? Outcome.Indefinite
        : Outcome.Ok;

    private bool Take(out bool isLast)
    {
        for (int waiting = Volatile.Read(ref _waiting); waiting > 0;)
        {
            int seen = Interlocked.CompareExchange(ref _waiting, waiting - 1, waiting);
            if (seen == waiting)
            {
                isLast = waiting == 1;
                return true;
            }

            waiting = seen;
        }

        isLast = false;
        return false;
    }

    // Shards race for the last member: the latest time counts, whoever comes last to the counter.
    private void RaiseLast(long now)
    {
        for (long last = Volatile.Read(ref _lastDone); now > last;)
        {
            long seen = Interlocked.CompareExchange(ref _lastDone, now, last);
            if (seen == last)
            {
                return;
            }

            last = seen;
        }
    }

    private void Ended(bool isLast)
    {
        if (!isLast)
        {
            return;
        }

        if (_sender.Shard.IsCurrent)
        {
            End();
        }
        else
        {
            _sender.Shard.Post(_end, this);
        }
    }

    private void End() => _sender.EndFanOut(this, _whole, HowItEnded, Volatile.Read(ref _lastDone));
}
