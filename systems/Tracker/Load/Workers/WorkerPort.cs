using System.Net;
using System.Net.Sockets;
using Millrace.Engine;
using Millrace.Shards;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>
/// A connected UDP socket that several workers share: gathers what they send in a turn of the loop into one batch, and hands each answer to the worker whose transaction it is.
/// Shard thread only; allocates nothing for a datagram.
/// </summary>
internal sealed class WorkerPort : IDisposable
{
    private const int MostAtOnce = 64;
    private const int LeastSlot = 2048;
    private static readonly TimeSpan _troubleFor = TimeSpan.FromMilliseconds(10);
    private static readonly Action<object?> _flush = static self => ((WorkerPort)self!).EndTurn();

    private readonly ShardPorts _owner;
    private readonly UdpPort _port;
    private readonly UdpBatch _out;
    private readonly UdpBatch _in;
    private readonly List<TrackerWorker> _workers = [];
    private readonly byte[] _address;
    private int _left;
    private long _peers;
    private long _sentUpTo;
    private bool _isFlushing;
    private bool _isSending;

    private WorkerPort(ShardPorts owner, UdpPort port, IPEndPoint target, int sharers)
    {
        _owner = owner;
        _port = port;
        IsIPv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        PeerBytes = TrackerProtocol.PeerBytes(IsIPv6);
        ChecksPeers = owner.Run.ChecksPeers(target.Address);
        int atOnce = Math.Clamp(sharers, 1, MostAtOnce);
        _out = new UdpBatch(atOnce, owner.Run.Datagrams.MaxBytes);
        _in = new UdpBatch(Math.Max(2, atOnce), Math.Max(LeastSlot, owner.Run.Datagrams.MaxAnswerBytes(PeerBytes)));
        // Over loopback a tracker sees workers at the address that they are bound to; elsewhere it may see another one.
        IPAddress own = port.LocalEndPoint.Address;
        _address = IPAddress.IsLoopback(target.Address) && !own.Equals(IPAddress.Any) && !own.Equals(IPAddress.IPv6Any) ? own.GetAddressBytes() : [];
    }

    public bool IsIPv6 { get; }

    /// <summary>Length of a peer in an answer.</summary>
    public int PeerBytes { get; }

    public bool ChecksPeers { get; }

    /// <summary>The address that trackers know the workers by, as it stands in answers; empty where that is not known.</summary>
    public ReadOnlySpan<byte> Address => _address;

    /// <summary>Opens a socket towards a target. Throws <see cref="LinkException"/>.</summary>
    public static WorkerPort Open(Shard shard, ShardPorts owner, IPEndPoint target, int sharers)
    {
        bool isIPv6 = target.AddressFamily == AddressFamily.InterNetworkV6;
        IPAddress local = IPAddress.IsLoopback(target.Address) ? (isIPv6 ? IPAddress.IPv6Loopback : IPAddress.Loopback) : isIPv6 ? IPAddress.IPv6Any : IPAddress.Any;
        var port = new WorkerPort(owner, shard.OpenUdp(new IPEndPoint(local, 0), new UdpOptions { Remote = target }), target, sharers);
        _ = port.ReceiveAsync();
        return port;
    }

    public void Join(TrackerWorker worker) => _workers.Add(worker);

    /// <summary>The last worker to leave closes the socket.</summary>
    public void Leave(StepContext step)
    {
        if (++_left < _workers.Count)
        {
            return;
        }

        Flush();
        step.CountAlways(TrackerCounts.OwnDrops, Math.Max(0, _port.ReceiveDrops));
        step.CountAlways(TrackerCounts.NotSent, _port.SendErrors);
        Dispose();
    }

    /// <summary>Memory for the next request; false where the kernel takes no more for now.</summary>
    public bool TryNext(out Span<byte> datagram)
    {
        if (_out.IsFull)
        {
            Flush();
        }

        bool hasRoom = !_isSending && !_out.IsFull;
        datagram = hasRoom ? _out.Next : default;
        return hasRoom;
    }

    /// <summary>Sends what was written, with the others of this turn.</summary>
    public void Add(int length)
    {
        _out.Add(length);
        if (!_isFlushing)
        {
            _isFlushing = true;
            _port.Shard.AtEndOfTurn(_flush, this);
        }
    }

    /// <summary>Peers came in; counted once a batch.</summary>
    public void CountPeers(int peers) => _peers += peers;

    public void Dispose()
    {
        _port.Dispose();
        _out.Dispose();
        _in.Dispose();
    }

    private void EndTurn()
    {
        _isFlushing = false;
        Flush();
    }

    private void Flush()
    {
        if (_isSending || _out.Count == 0)
        {
            return;
        }

        try
        {
            _sentUpTo = Shard.Now;
            _ = _port.TrySend(_out);
            if (_out.Count > 0)
            {
                _isSending = true;
                _ = SendRestAsync();
            }
        }
        catch (LinkException)
        {
            _out.Clear(); // expected: the shard has stopped
        }
    }

    private async Task SendRestAsync()
    {
        try
        {
            await _port.SendAsync(_out).ConfigureAwait(false);
            _isSending = false;
        }
        catch (LinkException)
        {
            // expected: the socket was closed
        }
    }

    private async Task ReceiveAsync()
    {
        while (true)
        {
            try
            {
                // What completes a receive completes it on the shard's thread, so there is no context to go back to.
                await _port.ReceiveAsync(_in).ConfigureAwait(false);
            }
            catch (LinkException e) when (e.Error is LinkError.Refused or LinkError.Unreachable)
            {
                Refused();
                continue;
            }
            catch (LinkException e) when (e.Error != LinkError.Closed)
            {
                // Answers may come again after it; yet what the system says each time it is asked must not keep the shard from everything else.
                if (!await PauseAsync().ConfigureAwait(false))
                {
                    return;
                }

                continue;
            }
            catch (LinkException)
            {
                return; // expected: the socket was closed
            }

            for (int i = 0; i < _in.Count; i++)
            {
                Take(_in[i], _in.IsTruncated(i));
            }

            if (_peers > 0)
            {
                _workers[0].Step.Count(TrackerCounts.Peers, _peers);
                _peers = 0;
            }

            // What these answers led to goes out now, so that it was sent when it says so, and not after other sockets had their turn.
            Flush();
        }
    }

    private async ValueTask<bool> PauseAsync()
    {
        _workers[0].Step.CountAlways(TrackerCounts.ReceiveErrors);
        try
        {
            await _port.Shard.Delay(_troubleFor).ConfigureAwait(false);
            return true;
        }
        catch (LinkException)
        {
            return false; // expected: the shard has stopped
        }
    }

    private void Take(ReadOnlySpan<byte> datagram, bool isCut)
    {
        if (!AnswerHead.TryRead(datagram, out AnswerHead head))
        {
            _workers[0].Unreadable(datagram.Length);
            return;
        }

        TrackerWorker? worker = _owner.Find(_owner.Ids.WorkerOf(head.TransactionId));
        if (worker is null || worker.Port != this)
        {
            _workers[0].NotMine(head.Action, datagram.Length);
        }
        else
        {
            worker.Answered(datagram, head, isCut);
        }
    }

    // One such word stands for one datagram or more, and does not say for which: everybody on this socket who had sent something and waits talks to a port where nobody listens.
    private void Refused()
    {
        _workers[0].Step.CountAlways(TrackerCounts.Refused);
        foreach (TrackerWorker worker in _workers)
        {
            if (worker.IsWaiting(_sentUpTo))
            {
                worker.Refused();
            }
        }
    }
}
