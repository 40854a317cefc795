using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>
/// One direction of one connection: reads at one end, writes at the other, with the chain of faults between. Without faults bytes go straight through; a receiver that does not read
/// stops the reading.
/// </summary>
internal sealed class TcpDirection(TcpConnection connection, TcpLink from, TcpLink to, TcpChain chain, DirectionCounters counters, HeldBytes held)
{
    private const int MostInOneTurn = 1 << 20;

    private readonly ShardSignal _news = new(from.Shard);
    private readonly ShardSignal _room = new(from.Shard);
    private readonly ShardSignal _turn = new(from.Shard);
    private int _inThisTurn;
    private long _counted;
    private bool _writing;
    private bool _ended;
    private bool _failed;

    /// <summary>The stages that are between.</summary>
    public TcpChain Chain => chain;

    /// <summary>The chain was changed: whoever waits looks again.</summary>
    public void Changed()
    {
        _news.Set();
        _room.Set();
    }

    /// <summary>The sending end has failed: the receiving end is reset, once what is under way has come there.</summary>
    public void Fail()
    {
        if (_failed) { return; }
        _failed = _ended = true;
        chain.Push(Piece.Reset, Shard.Now);
        Changed();
    }

    /// <summary>Reads until the stream ends.</summary>
    public async Task ReadAsync(byte[] buffer)
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
                if (!MayRead) { continue; } // a fault came while we waited
                Take(buffer);
                if (_inThisTurn >= MostInOneTurn)
                {
                    // A sender that never pauses would keep this loop, and all others of the shard from theirs.
                    _inThisTurn = 0;
                    from.Shard.Post(static signal => ((ShardSignal)signal!).Set(), _turn);
                    await _turn.WaitAsync();
                }
            }
        }
        catch (LinkException e)
        {
            if (e.Error == LinkError.Closed) { return; } // by us: nobody is left to tell
            Fail();
        }
    }

    /// <summary>Writes until the connection is over.</summary>
    public async Task WriteAsync()
    {
        try
        {
            while (!connection.IsClosed)
            {
                if (!chain.TryPull(Shard.Now, out Piece piece))
                {
                    Account();
                    await _news.WaitAsync(chain.NextDue);
                    continue;
                }

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
        Changed();
    }

    // Nobody reads at the far end any more. The sender gets to know by the other direction, whose faults that news has to pass as well.
    private void Lost()
    {
        _ended = true;
        connection.ReceiverFailed(this);
    }

    private bool MayRead => chain.Accepts && held.MayHold(chain.Held);

    private void Take(byte[] buffer)
    {
        int received = from.TryReceive(buffer);
        if (received < 0)
        {
            _inThisTurn = 0;
            return;
        }

        _inThisTurn += received;
        if (received == 0)
        {
            _ended = true;
            chain.Push(Piece.End, Shard.Now);
            _news.Set();
            return;
        }

        counters.Received += received;
        int sent = 0;
        if (chain.IsClear && !_writing)
        {
            try
            {
                sent = to.TrySend(buffer.AsSpan(0, received));
            }
            catch (LinkException e) when (e.Error != LinkError.Closed)
            {
                Lost();
                return;
            }

            counters.Sent += sent;
        }

        if (sent < received)
        {
            chain.Push(Piece.Data(buffer.AsSpan(sent, received - sent).ToArray()), Shard.Now);
            Account();
            _news.Set();
        }
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
