using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>
/// One direction of one connection: reads at one end, writes at the other, with the chain of faults between. Without faults bytes go straight through, and in bulk they stay in the
/// kernel; a receiver that does not read stops the reading.
/// </summary>
internal sealed class TcpDirection(TcpConnection connection, TcpLink from, TcpLink to, TcpChain chain, DirectionCounters counters, HeldBytes held, RelayBuffers buffers)
{
    private const int MostInOneTurn = 1 << 20;

    /// <summary>So much at once is bulk, which a pipe moves at a fraction of the cost; for less, the calls cost more than the copying.</summary>
    private const int Bulk = 32 * 1024;

    /// <summary>A fault takes a read whole, whatever little it wanted, and so no more than this is read before one: 256 KB would be 16 s of a line of 16 KB/s.</summary>
    private const int BeforeFault = 16 * 1024;

    private readonly ShardSignal _news = new(from.Shard);
    private readonly ShardSignal _room = new(from.Shard);
    private readonly ShardSignal _turn = new(from.Shard);
    private KernelPipe? _pipe;
    private int _inThisTurn;
    private long _counted;
    private bool _isBulk;
    private bool _writing;
    private bool _ended;
    private bool _failed;

    private bool MayRead => _pipe is null && chain.Accepts && held.MayHold(chain.Held);

    /// <summary>The chain was changed: whoever waits looks again.</summary>
    public void Changed()
    {
        if (_pipe is not null && !chain.IsClear) { TakeBack(); }
        _news.Set();
        _room.Set();
    }

    /// <summary>The sending end has failed: the receiving end is reset, once what is under way has come there.</summary>
    public void Fail()
    {
        if (_failed || connection.IsClosed) { return; }
        _failed = _ended = true;
        if (_pipe is not null) { TakeBack(); }
        chain.Push(Piece.Reset, Shard.Now);
        Changed();
    }

    /// <summary>Reads until the stream ends, and then looks after the end that it came from: a reset of it is the end of the connection still.</summary>
    public async Task ReadAsync()
    {
        try
        {
            while (!_ended)
            {
                if (!MayRead)
                {
                    await _room.WaitAsync();
                    continue;
                }

                await from.WaitReadableAsync();
                if (_ended || !MayRead) { continue; } // a fault came while we waited
                Take();
                if (_inThisTurn >= MostInOneTurn)
                {
                    // A sender that never pauses would keep this loop, and all others of the shard from theirs.
                    _inThisTurn = 0;
                    from.Shard.Post(static signal => ((ShardSignal)signal!).Set(), _turn);
                    await _turn.WaitAsync();
                }
            }

            await from.WaitBrokenAsync();
            Fail();
        }
        catch (LinkException e)
        {
            if (e.Error != LinkError.Closed) { Fail(); } // closed by us: nobody is left to tell
        }
    }

    /// <summary>Writes until the connection is over.</summary>
    public async Task WriteAsync()
    {
        try
        {
            while (!connection.IsClosed)
            {
                if (_pipe is { } pipe)
                {
                    await to.WaitWritableAsync();
                    if (_pipe == pipe) { Drain(pipe); }
                }
                else if (chain.TryPull(Shard.Now, out Piece piece))
                {
                    await WriteAsync(piece);
                }
                else
                {
                    Account();
                    await _news.WaitAsync(chain.NextDue);
                }
            }
        }
        catch (LinkException e)
        {
            if (e.Error != LinkError.Closed) { Lost(); }
        }
    }

    /// <summary>The connection is over: what is held is given up.</summary>
    public void Close()
    {
        _ended = true;
        held.Change(-_counted);
        _counted = 0;
        GivePipeBack();
        _news.Set();
        _room.Set();
    }

    private async Task WriteAsync(Piece piece)
    {
        Account();
        _writing = true; // before the reader may go on: what it reads must not pass straight by this piece
        _room.Set();
        switch (piece.Kind)
        {
            case PieceKind.Data:
                await to.SendAsync(piece.Bytes);
                counters.Sent += piece.Bytes.Length;
                break;
            case PieceKind.End:
                await to.ShutdownSendAsync();
                connection.Ended();
                break;
            default:
                connection.Strike(piece.Kind);
                break;
        }

        _writing = false;
    }

    private void Take()
    {
        bool straight = chain.IsClear && !_writing;
        if (straight && _isBulk && (_pipe = buffers.RentPipe()) is { } pipe)
        {
            Fill(pipe);
            return;
        }

        Span<byte> buffer = chain.HasStages ? buffers.Scratch.AsSpan(0, BeforeFault) : buffers.Scratch;
        int received = from.TryReceive(buffer);
        if (!Note(received)) { return; }
        int sent = straight ? Send(buffer[..received]) : 0;
        if (sent >= 0 && sent < received)
        {
            chain.Push(Piece.Data(buffer[sent..received].ToArray()), Shard.Now);
            Account();
            _news.Set();
        }
    }

    private void Fill(KernelPipe pipe)
    {
        try
        {
            if (Note(pipe.TryFill(from))) { Drain(pipe); }
            else { GivePipeBack(); }
        }
        catch (LinkException)
        {
            GivePipeBack();
            throw;
        }
    }

    // What came in: false where nothing did, or the stream has ended.
    private bool Note(int received)
    {
        if (received > 0)
        {
            counters.Received += received;
            _inThisTurn += received;
            _isBulk = received >= Bulk;
            return true;
        }

        _inThisTurn = 0;
        if (received == 0)
        {
            _ended = true;
            chain.Push(Piece.End, Shard.Now);
            _news.Set();
        }

        return false;
    }

    // How many bytes went straight on; -1 where nobody is there to take them.
    private int Send(ReadOnlySpan<byte> bytes)
    {
        try
        {
            int sent = to.TrySend(bytes);
            counters.Sent += sent;
            return sent;
        }
        catch (LinkException e) when (e.Error != LinkError.Closed)
        {
            Lost();
            return -1;
        }
    }

    private void Drain(KernelPipe pipe)
    {
        try
        {
            counters.Sent += pipe.TryDrain(to);
        }
        catch (LinkException e) when (e.Error != LinkError.Closed)
        {
            GivePipeBack();
            Lost();
            return;
        }

        if (pipe.Held > 0)
        {
            _news.Set(); // the writer goes on with it
            return;
        }

        GivePipeBack();
        _room.Set();
    }

    // A fault has come while bytes are in the kernel's hands: they have not been delivered, so they have to pass it as well.
    private void TakeBack()
    {
        KernelPipe pipe = _pipe!;
        while (pipe.Held > 0)
        {
            byte[] bytes = new byte[Math.Min(pipe.Held, 64 * 1024)];
            int read = pipe.Read(bytes);
            chain.Push(Piece.Data(bytes.AsMemory(0, read)), Shard.Now);
        }

        GivePipeBack();
        Account();
    }

    private void GivePipeBack()
    {
        if (_pipe is { } pipe)
        {
            _pipe = null;
            buffers.Return(pipe);
        }
    }

    // Nobody reads at the far end any more. The sender gets to know by the other direction, whose faults that news has to pass as well.
    private void Lost()
    {
        _ended = true;
        connection.ReceiverFailed(this);
    }

    // What is held is counted for all connections together, by the change since the last count.
    private void Account()
    {
        if (chain.Held != _counted && !connection.IsClosed)
        {
            held.Change(chain.Held - _counted);
            _counted = chain.Held;
        }
    }
}
