using System.Net;
using Millrace.Shards;

namespace Millrace.Faults;

/// <summary>One client's connection through a proxy and the one to the upstream that belongs to it. Lives on its proxy's shard.</summary>
internal sealed class TcpConnection(TcpProxy proxy, long number, TcpLink client) : IDisposable
{
    private readonly TcpChain _upChain = new();
    private readonly TcpChain _downChain = new();
    private readonly CancellationTokenSource _closing = new();
    private TcpLink? _upstream;
    private TcpDirection? _up;
    private TcpDirection? _down;
    private int _ended;

    /// <summary>Its number among the connections of its proxy, from 0: what its chance is drawn from.</summary>
    public long Number => number;

    /// <summary>True from when it is over.</summary>
    public bool IsClosed { get; private set; }

    /// <summary>Connects to the upstream and relays until it is over.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (IsClosed || await ConnectAsync() is not { } upstream) { return; }
            if (IsClosed)
            {
                upstream.Abort();
                return;
            }

            _upstream = upstream;
            _up = new TcpDirection(this, client, upstream, _upChain, proxy.Counters.Up, proxy.Held, proxy.Buffers);
            _down = new TcpDirection(this, upstream, client, _downChain, proxy.Counters.Down, proxy.Held, proxy.Buffers);
            await Task.WhenAll(_up.ReadAsync(), _down.ReadAsync(), _up.WriteAsync(), _down.WriteAsync());
        }
        finally
        {
            Dispose(); // nothing but a fault of this program leaves it open here
        }
    }

    /// <summary>Puts a fault on it, or changes it, where its toxicity strikes this connection.</summary>
    public void Set(FaultEntry entry, bool replace)
    {
        if (IsClosed) { return; }
        bool strikes = proxy.Chance(number, entry.Fault.Name, "toxicity").NextDouble() < entry.Fault.Toxicity;
        if (!strikes)
        {
            if (replace) { Remove(entry); }
            return;
        }

        if (entry.IsUp) { Set(_upChain, entry, replace, PathFaultKind.Upstream); }
        if (entry.IsDown) { Set(_downChain, entry, replace, PathFaultKind.Downstream); }
        Changed();
    }

    /// <summary>Takes a fault off it; what it held flows at once.</summary>
    public void Remove(FaultEntry entry)
    {
        long now = Shard.Now;
        _upChain.Remove(entry.Fault.Name, now);
        _downChain.Remove(entry.Fault.Name, now);
        Changed();
    }

    /// <summary>A fault ends it: by a reset of both sides, or by closing both.</summary>
    public void Strike(PieceKind how)
    {
        if (IsClosed) { return; }
        proxy.Counters.Struck++;
        Close(reset: how == PieceKind.Reset);
    }

    /// <summary>One direction has come to its end in good order.</summary>
    public void Ended()
    {
        if (++_ended == 2) { Close(reset: false); }
    }

    /// <summary>Nobody takes what this direction brings any more; its sender hears of it by the other direction.</summary>
    public void ReceiverFailed(TcpDirection direction) => (direction == _up ? _down : _up)?.Fail();

    /// <summary>Ends it now.</summary>
    public void Close(bool reset)
    {
        if (IsClosed) { return; }
        IsClosed = true;
        _closing.Cancel();
        End(client, reset);
        if (_upstream is { } upstream) { End(upstream, reset); }
        _up?.Close();
        _down?.Close();
        _closing.Dispose();
        proxy.Forget(this);
    }

    /// <summary>Ends it by a reset, if it has not ended.</summary>
    public void Dispose() => Close(reset: true);

    private static void End(TcpLink link, bool reset)
    {
        if (reset) { link.Abort(); }
        else { link.Dispose(); }
    }

    private void Set(TcpChain chain, FaultEntry entry, bool replace, string direction)
    {
        long now = Shard.Now;
        TcpStage stage = ((TcpFault)entry.Kind).Begin(entry.Settings(proxy.Chance(number, entry.Fault.Name, direction)), now);
        if (replace) { chain.Replace(entry.Fault.Name, stage, now); }
        else { chain.Add(entry.Fault.Name, stage); }
        if (stage.StrikesAt <= now) { Strike(stage.Strike); }
        else if (stage.StrikesAt < long.MaxValue) { _ = StrikeLaterAsync(chain, stage); }
    }

    private async Task StrikeLaterAsync(TcpChain chain, TcpStage stage)
    {
        try
        {
            await client.Shard.DelayUntil(stage.StrikesAt, _closing.Token);
            if (chain.Has(stage)) { Strike(stage.Strike); }
        }
        catch (Exception e) when (e is OperationCanceledException or LinkException)
        {
            // expected: the connection ended first, or the shard stopped
        }
    }

    private void Changed()
    {
        _up?.Changed();
        _down?.Changed();
    }

    private async Task<TcpLink?> ConnectAsync()
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(_closing.Token);
        limit.CancelAfter(proxy.ConnectTimeout);
        string problem = "";
        try
        {
            foreach (IPEndPoint end in await proxy.UpstreamAsync(limit.Token))
            {
                try
                {
                    return await client.Shard.ConnectAsync(end, limit.Token);
                }
                catch (LinkException e)
                {
                    problem = e.Message;
                }
            }
        }
        catch (OperationCanceledException)
        {
            problem = $"no answer within {proxy.ConnectTimeout.TotalSeconds} s";
        }
        catch (FaultException e)
        {
            problem = e.Message;
        }

        if (!IsClosed)
        {
            proxy.Unreachable(problem);
            Hush();
            Close(reset: false);
        }

        return null;
    }

    // Closing a socket with unread bytes sends a reset, and the client would see a fault where the upstream was only away.
    private void Hush()
    {
        try
        {
            while (client.TryReceive(proxy.Buffers.Scratch) > 0)
            {
            }
        }
        catch (LinkException)
        {
            // expected: it has gone already
        }
    }
}
