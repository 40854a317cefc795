using Millrace.Shards;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// The way from one shard to another: calls are gathered, leave in one batch at the end of the turn, and are read on the other side in their order.
/// Batches are reused, so a call allocates nothing.
/// </summary>
/// <remarks>
/// It is bounded by whoever uses it: while <see cref="IsBehind"/>, the sources of the calls (backends, clients) are not read. What must not wait, such
/// as the news that a client is gone, is sent all the same.
/// </remarks>
internal sealed class Mail(Shard from, Shard to, IMailReader reader, int maxBytes)
{
    // One batch is read in one go, so it must not hold up the reader's other events.
    private const int MaxBatch = 256 * 1024;
    private const int MaxKept = 8;

    private static readonly Action<object?> s_send = static state => ((Mail)state!).Send();
    private static readonly Action<object?> s_read = static state => ((MailBatch)state!).Owner.Read((MailBatch)state!);
    private static readonly Action<object?> s_wake = static state => ((Mail)state!).Wake();

    private readonly Lock _lock = new();
    private readonly Stack<MailBatch> _free = new();
    private readonly List<TaskCompletionSource> _waiting = [];
    private MailBatch? _batch;
    private bool _isDue;
    private int _underWay;
    private volatile bool _hasWaiting;

    /// <summary>True while more is under way than should be. On the sender's thread.</summary>
    public bool IsBehind => UnderWay > maxBytes;

    /// <summary>Bytes under way, with an overhead for each call. On the sender's thread.</summary>
    public int UnderWay => Volatile.Read(ref _underWay) + (_batch?.Weight ?? 0);

    /// <summary>Adds a call; it leaves at the end of the turn. On the sender's thread.</summary>
    public void Add(in MailItem item, ReadOnlySpan<byte> payload = default)
    {
        MailBatch batch = _batch ??= Take();
        batch.Add(item, payload);
        if (batch.Weight >= MaxBatch)
        {
            Send();
        }
        else if (!_isDue)
        {
            _isDue = true;
            from.AtEndOfTurn(s_send, this);
        }
    }

    /// <summary>Completes when half of what may be under way has arrived. On the sender's thread.</summary>
    public ValueTask WaitAsync()
    {
        if (!IsBehind)
        {
            return default;
        }

        TaskCompletionSource waiter = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _waiting.Add(waiter);
        _hasWaiting = true;
        Interlocked.MemoryBarrier(); // Either the reader sees that somebody waits, or we see that it has read all.
        if (Volatile.Read(ref _underWay) <= maxBytes / 2)
        {
            from.Post(s_wake, this);
        }

        return new ValueTask(waiter.Task);
    }

    private void Send()
    {
        _isDue = false;
        if (_batch is not { } batch)
        {
            return;
        }

        _batch = null;
        Interlocked.Add(ref _underWay, batch.Weight);
        to.Post(s_read, batch);
    }

    private void Read(MailBatch batch)
    {
        int weight = batch.Weight;
        ReadOnlySpan<byte> payloads = batch.Payloads;
        foreach (ref readonly MailItem item in batch.Items)
        {
            reader.Read(item, payloads[..item.Length]);
            payloads = payloads[item.Length..];
        }

        batch.Clear();
        lock (_lock)
        {
            if (_free.Count < MaxKept)
            {
                _free.Push(batch);
            }
        }

        if (Interlocked.Add(ref _underWay, -weight) <= maxBytes / 2 && _hasWaiting)
        {
            from.Post(s_wake, this);
        }
    }

    private void Wake()
    {
        _hasWaiting = false;
        foreach (TaskCompletionSource waiter in _waiting)
        {
            waiter.TrySetResult(); // what waits looks again, and comes back where it must
        }

        _waiting.Clear();
    }

    private MailBatch Take()
    {
        lock (_lock)
        {
            return _free.TryPop(out MailBatch? batch) ? batch : new MailBatch(this);
        }
    }
}
