using Millrace.Shards;

namespace Millrace.Gateway.Host.Backends;

/// <summary>
/// The lines that wait for one backend, and their way into the transport: what one turn of the loop queues leaves in one system call.
/// All on the shard's thread. Nothing is allocated for a line once the buffer has its size.
/// </summary>
internal sealed class BackendOutput(Link link, BackendOutputLimits limits, BackendCounters counters, Action drained, Action<Exception> failed)
{
    private const int LeastBuffer = 4 * 1024;

    private static readonly Action<object?> s_flush = static state => ((BackendOutput)state!).FlushAtEndOfTurn();

    private byte[] _buffer = [];
    private int _start;
    private int _end;
    private int _peak;
    private bool _flushIsDue;
    private bool _isBlocked;
    private bool _hasEnded;
    private long _progressTicks;
    private long _sent;
    private long _ageMark;
    private long _ageSince;
    private ValueTask _writable;
    private Action? _onWritable;
    private Action? _whenEmpty;

    /// <summary>Bytes that wait.</summary>
    public int Queued => _end - _start;

    /// <summary>True from the high-water mark until the low-water mark is reached again.</summary>
    public bool IsCongested { get; private set; }

    /// <summary>True when so much waits that the connection is to be given up: what makes it grow did not stop when it was congested.</summary>
    public bool IsOverfull => Queued > limits.Most;

    /// <summary>True when bytes wait and the peer has taken none since <paramref name="ticks"/> ago.</summary>
    public bool IsStuck(long now, long ticks) => _isBlocked && !_hasEnded && now - _progressTicks >= ticks;

    /// <summary>True when bytes that waited <paramref name="ticks"/> ago, or longer, still wait: a byte now and then does not keep a connection. None outlasts twice that.</summary>
    public bool IsTooOld(long now, long ticks)
    {
        if (!_isBlocked || _hasEnded)
        {
            return false;
        }

        if (_sent >= _ageMark)
        {
            BeginAge(now);
        }

        return now - _ageSince >= ticks;
    }

    /// <summary>Queues bytes to be flushed at the end of the turn.</summary>
    public void Append(ReadOnlySpan<byte> bytes)
    {
        if (_hasEnded)
        {
            return;
        }

        MakeRoom(bytes.Length);
        bytes.CopyTo(_buffer.AsSpan(_end));
        _end += bytes.Length;
        _peak = Math.Max(_peak, Queued);
        IsCongested |= Queued > limits.High;
        FlushSoon();
    }

    /// <summary>Calls back once when all that is queued now has been handed over, at the end of this turn at the earliest; never once it has ended.</summary>
    public void WhenEmpty(Action act)
    {
        _whenEmpty = act;
        FlushSoon();
    }

    /// <summary>Gives memory back that the time since the last call did not need.</summary>
    public void Trim()
    {
        if (Queued == 0 && _buffer.Length > LeastBuffer && _peak < _buffer.Length / 4)
        {
            _buffer = [];
            _start = _end = 0;
        }

        _peak = Queued;
    }

    /// <summary>Drops what waits; nothing is sent or called back after it.</summary>
    public void End()
    {
        _hasEnded = true;
        _buffer = [];
        _start = _end = 0;
    }

    /// <summary>Ends our half of the stream.</summary>
    public void ShutDown() => _ = ShutDownAsync();

    private async Task ShutDownAsync()
    {
        try
        {
            await link.ShutdownSendAsync();
        }
        catch (LinkException)
        {
            // Expected: the peer was faster.
        }
    }

    private void FlushSoon()
    {
        if (!_flushIsDue && !_isBlocked)
        {
            _flushIsDue = true;
            link.Shard.AtEndOfTurn(s_flush, this);
        }
    }

    private void FlushAtEndOfTurn()
    {
        _flushIsDue = false;
        if (!_isBlocked && !_hasEnded)
        {
            Write();
        }
    }

    // Runs in the shard's loop, which others need: nothing may escape from here.
    private void Write()
    {
        try
        {
            while (Queued > 0)
            {
                int sent = link.TrySend(_buffer.AsSpan(_start, Queued));
                if (sent == 0)
                {
                    Block();
                    break;
                }

                counters.BytesOut += sent;
                _progressTicks = Shard.Now;
                _start += sent;
                _sent += sent;
            }

            if (Queued == 0)
            {
                _start = _end = 0;
                _isBlocked = false;
            }

            if (IsCongested && Queued <= limits.Low)
            {
                IsCongested = false;
                drained();
            }

            if (Queued == 0 && _whenEmpty is { } act)
            {
                _whenEmpty = null;
                act();
            }
        }
        catch (Exception e)
        {
            End();
            failed(e);
        }
    }

    private void Block()
    {
        if (!_isBlocked)
        {
            _isBlocked = true;
            _progressTicks = Shard.Now;
            BeginAge(_progressTicks);
        }

#pragma warning disable CA2012 // Consumed once, in OnWritable: the callback form of an await, which allocates nothing.
        _writable = link.WaitWritableAsync();
#pragma warning restore CA2012
        _writable.GetAwaiter().UnsafeOnCompleted(_onWritable ??= OnWritable);
    }

    // From now on it is watched when what waits has been taken. That more comes meanwhile is no fault: a busy backend's queue may never be empty.
    private void BeginAge(long now) => (_ageMark, _ageSince) = (_sent + Queued, now);

    private void OnWritable()
    {
        try
        {
            _writable.GetAwaiter().GetResult();
        }
        catch (LinkException e)
        {
            // Expected: the link was closed while bytes waited.
            if (!_hasEnded)
            {
                End();
                failed(e);
            }

            return;
        }

        if (!_hasEnded)
        {
            Write();
        }
    }

    private void MakeRoom(int length)
    {
        if (_buffer.Length - _end >= length)
        {
            return;
        }

        int queued = Queued;
        if (queued + (long)length <= _buffer.Length / 2)
        {
            _buffer.AsSpan(_start, queued).CopyTo(_buffer);
        }
        else
        {
            // Twice as much each time, so that a byte is moved a bounded number of times.
            byte[] larger = GC.AllocateUninitializedArray<byte>(
                (int)Math.Min(Array.MaxLength, Math.Max(LeastBuffer, Math.Max(queued + (long)length, _buffer.Length * 2L))));
            _buffer.AsSpan(_start, queued).CopyTo(larger);
            _buffer = larger;
        }

        (_start, _end) = (0, queued);
    }
}
