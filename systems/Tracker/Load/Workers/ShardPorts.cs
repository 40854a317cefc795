using System.Net;
using System.Net.Sockets;
using Millrace.Engine;
using Millrace.Shards;

namespace Millrace.Tracker.Load.Workers;

/// <summary>The workers of one shard and the UDP sockets that they share. Shard thread only.</summary>
internal sealed class ShardPorts(Shard shard, TrackerRun run)
{
    private static readonly TimeSpan _look = TimeSpan.FromSeconds(1);

    private readonly List<TrackerWorker> _workers = [];
    private WorkerPort?[] _ports = [];
    private Task<IPEndPoint>? _target;
    private int _joined;

    public TrackerRun Run => run;

    /// <summary>How requests are told apart; made when the first worker joins, which is after the last was seated.</summary>
    public TransactionIds Ids { get; private set; }

    /// <summary>Seats a worker and returns its number on this shard.</summary>
    public int Seat(TrackerWorker worker)
    {
        _workers.Add(worker);
        return _workers.Count - 1;
    }

    /// <summary>The worker of a number, or null.</summary>
    public TrackerWorker? Find(int number) => (uint)number < (uint)_workers.Count ? _workers[number] : null;

    /// <summary>The socket of a worker; the first to come opens it. Throws <see cref="LinkException"/> and <see cref="ClientException"/>.</summary>
    public async ValueTask<WorkerPort> JoinAsync(TrackerWorker worker, ClientSeat seat)
    {
        _target = _target is { IsFaulted: false } resolving ? resolving : seat.Via is { } via ? Task.FromResult(via) : ResolveAsync(seat.Target);
        IPEndPoint target = await _target;
        if (_ports.Length == 0)
        {
            run.Target = target.Address;
            _ports = new WorkerPort?[run.Settings.SocketPerWorker ? _workers.Count : Math.Min(run.Settings.Sockets, _workers.Count)];
            Ids = new TransactionIds(_workers.Count, seat.Scenario.Seed);
            if (run.Settings.Retransmits)
            {
                _ = RetransmitAsync();
            }
        }

        int sharers = (_workers.Count + _ports.Length - 1) / _ports.Length;
        WorkerPort port = _ports[worker.Number % _ports.Length] ??= WorkerPort.Open(shard, this, target, sharers);
        port.Join(worker);
        _joined++;
        return port;
    }

    /// <summary>A worker needs its socket no more.</summary>
    public void Leave(WorkerPort port, StepContext step)
    {
        port.Leave(step);
        _joined--;
    }

    private static async Task<IPEndPoint> ResolveAsync(Uri target)
    {
        if (IPAddress.TryParse(target.DnsSafeHost, out IPAddress? literal))
        {
            return new IPEndPoint(literal, target.Port);
        }

        try
        {
            IPAddress[] addresses = await Dns.GetHostAddressesAsync(target.DnsSafeHost);
            return new IPEndPoint(addresses.FirstOrDefault(address => address.AddressFamily == AddressFamily.InterNetwork) ?? addresses[0], target.Port);
        }
        catch (SocketException e)
        {
            throw new ClientException("name", $"The name {target.DnsSafeHost} cannot be resolved: {e.Message}.", e);
        }
    }

    // BEP 15: a request without an answer is sent again after 15 * 2^n seconds, n from 0 to 8.
    private async Task RetransmitAsync()
    {
        try
        {
            do
            {
                await shard.Delay(_look);
                long now = Shard.Now;
                foreach (TrackerWorker worker in _workers)
                {
                    worker.Resend(now);
                }
            }
            while (_joined > 0);
        }
        catch (LinkException)
        {
            // expected: the shard has stopped
        }
    }
}
