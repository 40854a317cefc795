using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>One client of a UDP proxy: an address whose datagrams go to the upstream from a port of their own, so that answers find their way back.</summary>
internal sealed class UdpFlow : IDisposable
{
    private readonly UdpProxy _proxy;
    private readonly UdpAddress _client;
    private readonly UdpPort _port;
    private readonly ShardSignal _due;
    private readonly UdpChain _up;
    private readonly UdpChain _down;
    private long _counted;

    public UdpFlow(UdpProxy proxy, long number, UdpAddress client, UdpPort port)
    {
        (_proxy, Number, _client, _port) = (proxy, number, client, port);
        _due = new ShardSignal(port.Shard);
        _up = new UdpChain(SendUp);
        _down = new UdpChain(SendDown);
        LastUsed = Shard.Now;
    }

    /// <summary>Its number among the flows of its proxy, from 0: what its chance is drawn from.</summary>
    public long Number { get; }

    /// <summary>Whose it is.</summary>
    public UdpAddress Client => _client;

    /// <summary>When a datagram last came, either way.</summary>
    public long LastUsed { get; private set; }

    /// <summary>True from when it was forgotten.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Takes what comes back, until it is closed.</summary>
    public async Task ReceiveAsync()
    {
        while (!IsClosed)
        {
            try
            {
                await _port.ReceiveAsync(_proxy.Received);
            }
            catch (LinkException e) when (e.Error != LinkError.Closed)
            {
                continue; // nobody listens there now; the next datagram may find someone
            }
            catch (LinkException)
            {
                return;
            }

            for (int i = 0; i < _proxy.Received.Count; i++) { Take(_proxy.Received[i], _down, _proxy.Counters.Down); }
            Done();
        }
    }

    /// <summary>Passes on what its faults held back, when it is due.</summary>
    public async Task FireAsync()
    {
        try
        {
            while (!IsClosed)
            {
                await _due.WaitAsync(Math.Min(_up.NextDue, _down.NextDue));
                if (IsClosed) { return; }
                _up.Fire(Shard.Now);
                _down.Fire(Shard.Now);
                Flush();
            }
        }
        catch (LinkException)
        {
            // expected: the shard stops
        }
    }

    /// <summary>A datagram from the client. <see cref="Done"/> must follow.</summary>
    public void FromClient(ReadOnlySpan<byte> datagram) => Take(datagram, _up, _proxy.Counters.Up);

    /// <summary>Sends what was gathered, and looks anew what is due when.</summary>
    public void Done()
    {
        Flush();
        if (_counted > 0) { _due.Set(); }
    }

    /// <summary>Puts a fault on it, or changes it.</summary>
    public void Set(FaultEntry entry)
    {
        if (entry.IsUp) { Set(_up, entry, PathFaultKind.Upstream); }
        if (entry.IsDown) { Set(_down, entry, PathFaultKind.Downstream); }
        Done();
    }

    /// <summary>Takes a fault off it; what it held flows at once.</summary>
    public void Remove(FaultEntry entry)
    {
        _up.Remove(entry.Fault.Name, Shard.Now);
        _down.Remove(entry.Fault.Name, Shard.Now);
        Done();
    }

    /// <summary>Forgets it.</summary>
    public void Dispose()
    {
        if (IsClosed) { return; }
        IsClosed = true;
        _proxy.Held.Change(-_counted);
        _port.Dispose();
        _due.Set();
    }

    private void Flush()
    {
        _proxy.FlushUp(_port);
        _proxy.FlushDown();
        long held = _up.Held + _down.Held;
        if (held != _counted && !IsClosed)
        {
            _proxy.Held.Change(held - _counted);
            _counted = held;
        }
    }

    private void Set(UdpChain chain, FaultEntry entry, string direction) => chain.Set(
        entry.Fault.Name,
        ((UdpFault)entry.Kind).Begin(entry.Settings(_proxy.Chance(Number, entry.Fault.Name, direction))),
        entry.Fault.Toxicity,
        _proxy.Chance(Number, entry.Fault.Name, direction + " toxicity"),
        Shard.Now);

    private void Take(ReadOnlySpan<byte> datagram, UdpChain chain, DirectionCounters counters)
    {
        LastUsed = Shard.Now;
        counters.DatagramsReceived++;
        counters.Received += datagram.Length;
        if (chain.IsClear)
        {
            if (chain == _up) { SendUp(datagram); }
            else { SendDown(datagram); }
        }
        else if (_proxy.Held.MayHold(chain.Held)) { chain.Push(datagram.ToArray(), LastUsed); }
        else { counters.DatagramsDropped++; }
    }

    private void SendUp(byte[] datagram) => SendUp(datagram.AsSpan());

    private void SendDown(byte[] datagram) => SendDown(datagram.AsSpan());

    private void SendUp(ReadOnlySpan<byte> datagram)
    {
        if (_proxy.ToUpstream.IsFull) { _proxy.FlushUp(_port); }
        datagram.CopyTo(_proxy.ToUpstream.Next);
        _proxy.ToUpstream.Add(datagram.Length);
    }

    private void SendDown(ReadOnlySpan<byte> datagram)
    {
        if (_proxy.ToClients.IsFull) { _proxy.FlushDown(); }
        datagram.CopyTo(_proxy.ToClients.Next);
        _proxy.ToClients.Add(datagram.Length, _client);
    }
}
