using Millrace.Amqp.Wire;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <summary>
/// What waits to be sent on one connection. Everything that is written in one turn of the loop leaves in one call; large bodies are sent from where they lie. On the broker's shard.
/// </summary>
internal sealed class Outbox(Link link, Action onDrained, Action<LinkException> onFailed)
{
    /// <summary>From here on it is sent within the turn, so that what is written next finds warm memory.</summary>
    public const int Soon = 64 * 1024;

    /// <summary>From here on the peer does not keep up: nothing is delivered to it and nothing read from it until less than half waits.</summary>
    public const int Full = 256 * 1024;

    private const int Small = 1024;

    private static readonly Action<object?> Flushing = static state => ((Outbox)state!).FlushScheduled();
    private static readonly Action<object?> Telling = static state => ((Outbox)state!).TellFailure();

    private readonly AmqpWriter _writer = new(Small);
    private readonly Queue<ArraySegment<byte>> _sealed = new();
    private int _sealedBytes;
    private int _sent;
    private bool _isScheduled;
    private bool _isWaiting;
    private bool _hasEnded;
    private LinkException? _failure;

    /// <summary>Bytes that wait.</summary>
    public int Bytes => _sealedBytes + _writer.Count - _sent;

    /// <summary>True while the peer takes less than there is for it.</summary>
    public bool IsCongested { get; private set; }

    /// <summary>All bytes that the transport took.</summary>
    public long Sent { get; private set; }

    /// <summary>True while the transport takes nothing.</summary>
    public bool IsStuck => _isWaiting;

    /// <summary>Where to write; what is written leaves at the end of this turn.</summary>
    public AmqpWriter Open()
    {
        if (!_isScheduled && !_isWaiting && !_hasEnded)
        {
            _isScheduled = true;
            link.Shard.AtEndOfTurn(Flushing, this);
        }

        return _writer;
    }

    /// <summary>Puts bytes behind what has been written, without copying them: they must stay as they are.</summary>
    public void Attach(ArraySegment<byte> bytes)
    {
        if (_writer.Count > 0)
        {
            // What has been sent of the front is counted in the front: that is the writer only where nothing is sealed.
            int from = _sealed.Count == 0 ? _sent : 0;
            int count = _writer.Count;
            byte[] full = _writer.Exchange(new byte[Small]);
            _sent -= from;
            Seal(new ArraySegment<byte>(full, from, count - from));
        }

        Seal(bytes);
    }

    /// <summary>True where more may be written; sends what there is first, where that is much.</summary>
    public bool HasRoom()
    {
        if (Bytes >= Soon && !_isWaiting)
        {
            Flush();
        }

        IsCongested |= Bytes >= Full;
        return !IsCongested && !_hasEnded;
    }

    /// <summary>Sends what can be sent now.</summary>
    public void Flush()
    {
        if (_isWaiting || _hasEnded)
        {
            return;
        }

        try
        {
            if (!Push())
            {
                _isWaiting = true;
                _ = DrainAsync();
            }
        }
        catch (LinkException e)
        {
            Fail(e);
        }
    }

    /// <summary>Gives back memory that a burst needed.</summary>
    public void Trim()
    {
        if (Bytes == 0 && _writer.Capacity > Full)
        {
            _writer.Clear();
            _ = _writer.Exchange(new byte[Small]);
            _sent = 0;
        }
    }

    /// <summary>Nothing is sent any more.</summary>
    public void End()
    {
        _hasEnded = true;
        _sealed.Clear();
        _writer.Clear();
        (_sealedBytes, _sent) = (0, 0);
    }

    private void FlushScheduled()
    {
        _isScheduled = false;
        Flush();
    }

    // True when all is gone.
    private bool Push()
    {
        while (_sealed.TryPeek(out ArraySegment<byte> first))
        {
            int taken = link.TrySend(first.AsSpan(_sent));
            Sent += taken;
            _sent += taken;
            if (_sent < first.Count)
            {
                return false;
            }

            _sealed.Dequeue();
            _sealedBytes -= first.Count;
            _sent = 0;
        }

        if (_writer.Count > _sent)
        {
            int taken = link.TrySend(_writer.Written[_sent..]);
            Sent += taken;
            _sent += taken;
        }

        if (_sent < _writer.Count)
        {
            if (_sent >= Soon)
            {
                _writer.DropFirst(_sent);
                _sent = 0;
            }

            return false;
        }

        _writer.Clear();
        _sent = 0;
        return true;
    }

    private async Task DrainAsync()
    {
        try
        {
            while (!_hasEnded)
            {
                await link.WaitWritableAsync();
                bool isEmpty = _hasEnded || Push();
                if (isEmpty)
                {
                    _isWaiting = false;
                }

                if (IsCongested && Bytes < Full / 2)
                {
                    IsCongested = false;
                    onDrained();
                }
                else if (isEmpty)
                {
                    onDrained();
                }

                if (isEmpty)
                {
                    // What was written meanwhile was not scheduled.
                    Flush();
                    return;
                }
            }
        }
        catch (LinkException e)
        {
            Fail(e);
        }
    }

    private void Seal(ArraySegment<byte> segment)
    {
        if (segment.Count > 0 && !_hasEnded)
        {
            _sealed.Enqueue(segment);
            _sealedBytes += segment.Count;
        }
    }

    // Told at the end of the turn and not here: a queue may be in the middle of handing messages to this connection, and giving back what the connection holds would pull its ground away.
    private void Fail(LinkException error)
    {
        if (!_hasEnded)
        {
            End();
            _failure = error;
            link.Shard.AtEndOfTurn(Telling, this);
        }
    }

    private void TellFailure() => onFailed(_failure!);
}
