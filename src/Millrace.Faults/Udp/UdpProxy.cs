using System.Net;
using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>A proxy for UDP. Each client's address has a flow with a port of its own towards the upstream.</summary>
internal sealed class UdpProxy(string name, ProxyAddress listen, ProxyAddress upstream, long seed, ProxyHouse house)
    : PathProxy(name, listen, upstream, seed, house), IDisposable
{
    private const int LongestDatagram = 65_536;
    private const int Batch = 32;
    private const int Buffer = 1 << 20;

    private readonly Dictionary<UdpAddress, UdpFlow> _flows = [];
    private UdpPort? _port;
    private long _next;

    /// <summary>What a port has just received. One for all ports: each batch is passed on, or copied, before another port receives.</summary>
    public UdpBatch Received { get; } = new(Batch, LongestDatagram);

    /// <summary>Datagrams of one flow that wait for one call to the kernel.</summary>
    public UdpBatch ToUpstream { get; } = new(Batch, LongestDatagram);

    /// <summary>Datagrams to clients that wait for one call to the kernel.</summary>
    public UdpBatch ToClients { get; } = new(Batch, LongestDatagram);

    protected override bool IsListening => _port is not null;

    /// <summary>Sends what is gathered for a flow's upstream; what the kernel has no room for is lost, as on any path.</summary>
    public void FlushUp(UdpPort port) => Flush(port, ToUpstream, Counters.Up);

    /// <summary>Sends what is gathered for clients.</summary>
    public void FlushDown() => Flush(_port, ToClients, Counters.Down);

    /// <summary>Gives its memory back.</summary>
    public void Dispose()
    {
        Received.Dispose();
        ToUpstream.Dispose();
        ToClients.Dispose();
    }

    protected override IPEndPoint Open(IPEndPoint local)
    {
        UdpPort port = Shard.OpenUdp(local, new UdpOptions { ReceiveBufferBytes = Buffer, SendBufferBytes = Buffer });
        _port = port;
        Watch(ReceiveAsync(port), SweepAsync(port));
        return port.LocalEndPoint;
    }

    protected override void Close()
    {
        _port?.Dispose();
        _port = null;
        foreach (UdpFlow flow in _flows.Values.ToArray()) { Forget(flow); }
    }

    protected override void Set(FaultEntry entry, bool replace)
    {
        foreach (UdpFlow flow in _flows.Values.OrderBy(f => f.Number).ToArray()) { flow.Set(entry); }
    }

    protected override void Unset(FaultEntry entry)
    {
        foreach (UdpFlow flow in _flows.Values.OrderBy(f => f.Number).ToArray()) { flow.Remove(entry); }
    }

    private static void Flush(UdpPort? port, UdpBatch batch, DirectionCounters counters)
    {
        if (batch.Count == 0) { return; }
        int all = batch.Count;
        int gone = 0;
        long bytes = 0;
        for (int i = 0; i < all; i++) { bytes += batch[i].Length; }
        try
        {
            gone = port?.TrySend(batch) ?? 0;
        }
        catch (LinkException)
        {
            // expected: the port was closed meanwhile. That an upstream refused an earlier one is no error of a send; the next receive says it.
        }

        for (int i = 0; i < batch.Count; i++) { bytes -= batch[i].Length; }
        batch.Clear();
        counters.DatagramsSent += gone;
        counters.DatagramsDropped += all - gone;
        counters.Sent += bytes;
    }

    private async Task ReceiveAsync(UdpPort port)
    {
        while (_port == port)
        {
            try
            {
                await port.ReceiveAsync(Received);
            }
            catch (LinkException e) when (e.Error != LinkError.Closed)
            {
                continue;
            }
            catch (LinkException)
            {
                return;
            }

            Spread();
        }
    }

    private void Spread()
    {
        UdpFlow? last = null;
        for (int i = 0; i < Received.Count; i++)
        {
            UdpAddress client = Received.Address(i);
            if (last is null || last.Client != client)
            {
                last?.Done();
                last = Find(client);
            }

            last?.FromClient(Received[i]);
        }

        last?.Done();
    }

    private UdpFlow? Find(UdpAddress client)
    {
        if (_flows.TryGetValue(client, out UdpFlow? known)) { return known; }
        if (UpstreamEnd is not { } remote || !House.TryEnter())
        {
            Counters.Refused++;
            return null;
        }

        try
        {
            IPEndPoint any = new(remote.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? IPAddress.IPv6Any : IPAddress.Any, 0);
            UdpFlow flow = new(this, _next++, client, Shard.OpenUdp(any, new UdpOptions { Remote = remote, ReceiveBufferBytes = Buffer, SendBufferBytes = Buffer }));
            _flows.Add(client, flow);
            Counters.Accepted++;
            Counters.Open = _flows.Count;
            foreach (FaultEntry entry in Faults.Where(f => !f.ClosesPort)) { flow.Set(entry); }

            // Not now: its first look for answers would empty the batch that this datagram stands in.
            Shard.Post(_ => Watch(flow.ReceiveAsync(), flow.FireAsync()), null);
            return flow;
        }
        catch (LinkException e)
        {
            House.Leave();
            Counters.Unreachable++;
            FaultLog.UpstreamFailed(Log, Name, Upstream.ToString(), e.Message);
            return null;
        }
    }

    private void Forget(UdpFlow flow)
    {
        flow.Dispose();
        _ = _flows.Remove(flow.Client);
        Counters.Open = _flows.Count;
        House.Leave();
    }

    private async Task SweepAsync(UdpPort port)
    {
        TimeSpan idle = House.Options.UdpIdle;
        try
        {
            while (_port == port)
            {
                await Shard.Delay(idle / 4);
                long before = Shard.Now - FaultSettings.Ticks(idle.TotalSeconds);
                foreach (UdpFlow flow in _flows.Values.Where(f => f.LastUsed < before).ToArray()) { Forget(flow); }
            }
        }
        catch (LinkException)
        {
            // expected: the shard stops
        }
    }
}
