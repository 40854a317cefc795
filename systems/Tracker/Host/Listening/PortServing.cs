using System.Net;
using System.Net.Sockets;
using Millrace.Shards;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Host.Listening;

/// <summary>
/// Serves one port: takes what has come in, answers all of it, sends the answers together. A port that fails again and again is closed and opened anew: an open port that nobody
/// reads would keep its share of all clients. Used on the shard's thread, but for what is said to be readable from anywhere.
/// </summary>
internal sealed class PortServing : IDisposable
{
    /// <summary>Failures in a row after which a port is opened anew.</summary>
    public const int MostFailures = 10;

    // Longer than any request that makes sense: 74 info hashes take 1496 bytes.
    private const int RequestBytes = 2048;
    private const int Batch = 64;

    // A drain answers what waits in the kernel. Under load something always waits, so it ends after as many as the buffer may have held.
    private const int MostDrainedBatches = 128;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan s_poll = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan s_reopening = TimeSpan.FromMilliseconds(500);

    private readonly Func<IPEndPoint, UdpPort> _open;
    private readonly IDatagramAnswers _answering;
    private readonly TrackerClock _clock;
    private readonly TrackerCounters _counters;
    private readonly PortFaults _faults;
    private readonly bool _isIPv6;
    private readonly UdpBatch _requests = new(Batch, RequestBytes);
    private readonly UdpBatch _answers = new(Batch, AnswerRules.MostBytesIPv4);
    private volatile UdpPort _port;
    private volatile bool _isClosed;
    private bool _isSending;
    private bool _isEnding;
    private long _earlierDrops;
    private long _earlierErrors;

    public PortServing(IPEndPoint local, Func<IPEndPoint, UdpPort> open, IDatagramAnswers answering, TrackerClock clock, TrackerCounters counters, PortFaults faults)
    {
        (_open, _answering, _clock, _counters, _faults) = (open, answering, clock, counters, faults);
        _isIPv6 = local.AddressFamily == AddressFamily.InterNetworkV6;
        _port = open(local);
    }

    /// <summary>The port, or the last one where it is closed. From anywhere, as its counters are.</summary>
    public UdpPort Port => _port;

    /// <summary>True while the port has failed and is not open again. From anywhere.</summary>
    public bool HasFailed => _isClosed;

    /// <summary>What went wrong. From anywhere.</summary>
    public PortFaults Faults => _faults;

    /// <summary>Answers that could not be sent. From anywhere.</summary>
    public long SendErrors => Volatile.Read(ref _earlierErrors) + _port.SendErrors + _faults.Unsent;

    /// <summary>Datagrams that the kernel dropped because they were not read in time; 0 where the system does not say. From anywhere.</summary>
    public long ReceiveDrops => Volatile.Read(ref _earlierDrops) + Math.Max(0, _port.ReceiveDrops);

    /// <summary>Serves until the port is closed by <see cref="DrainAsync"/> or the end of the shard.</summary>
    public async Task RunAsync()
    {
        int failures = 0;
        try
        {
            while (true)
            {
                try
                {
                    await _port.ReceiveAsync(_requests);
                    AnswerAll(_requests, _answers);
                    if (_answers.Count > 0)
                    {
                        _isSending = true;
                        await _port.SendAsync(_answers);
                        _isSending = false;
                    }

                    failures = 0;
                }
                catch (Exception e) when (e is not LinkException { Error: LinkError.Closed })
                {
                    _faults.CountUnsent(_answers.Count);
                    _answers.Clear();
                    _isSending = false;
                    Note(e);

                    // Such as for want of the kernel's memory. Another try at once would only take a processor.
                    await _port.Shard.Delay(s_pause);
                    if (++failures >= MostFailures)
                    {
                        await ReopenAsync();
                        failures = 0;
                    }
                }
            }
        }
        catch (LinkException e) when (e.Error == LinkError.Closed)
        {
            // Expected: the tracker stops.
        }
    }

    /// <summary>Answers what has come in already, then closes the port: whatever happens, and within about <paramref name="limit"/>.</summary>
    public async ValueTask DrainAsync(TimeSpan limit)
    {
        // Batches of its own: the loop that serves may still wait with its own ones, for more requests or for room to send.
        using UdpBatch requests = new(Batch, RequestBytes);
        using UdpBatch answers = new(Batch, AnswerRules.MostBytesIPv4);
        long end = Shard.Now + (long)(limit.TotalSeconds * Shard.TicksPerSecond);
        _isEnding = true;
        try
        {
            for (int i = 0; i < MostDrainedBatches && _port.TryReceive(requests); i++)
            {
                AnswerAll(requests, answers);
                await SendAsync(answers, end);
                if (Shard.Now >= end)
                {
                    break;
                }
            }

            while (_isSending && Shard.Now < end)
            {
                await _port.Shard.Delay(s_poll);
            }
        }
        catch (Exception e) when (e is not LinkException { Error: LinkError.Closed })
        {
            Note(e);
        }
        catch (LinkException)
        {
            // Closed already.
        }
        finally
        {
            _faults.CountUnsent(answers.Count);
            _port.Dispose();
        }
    }

    public void Dispose()
    {
        _isEnding = true;
        _port.Dispose();
        _requests.Dispose();
        _answers.Dispose();
    }

    // The kernel's buffer may be full: what it has no room for until the end is given up.
    private async ValueTask SendAsync(UdpBatch answers, long end)
    {
        while (true)
        {
            _ = _port.TrySend(answers);
            if (answers.Count == 0)
            {
                return;
            }

            if (Shard.Now >= end)
            {
                _faults.CountUnsent(answers.Count);
                answers.Clear();
                return;
            }

            await _port.Shard.Delay(s_poll);
        }
    }

    private async ValueTask ReopenAsync()
    {
        UdpPort failed = _port;
        failed.Dispose();
        _isClosed = true;
        while (true)
        {
            await failed.Shard.Delay(s_reopening);
            if (_isEnding)
            {
                throw new LinkException(LinkError.Closed, "The tracker stops.");
            }

            try
            {
                UdpPort opened = _open(failed.LocalEndPoint);
                Volatile.Write(ref _earlierDrops, _earlierDrops + Math.Max(0, failed.ReceiveDrops));
                Volatile.Write(ref _earlierErrors, _earlierErrors + failed.SendErrors);
                _port = opened;
                _isClosed = false;
                return;
            }
            catch (LinkException e) when (e.Error != LinkError.Closed)
            {
                _faults.AddFailure(e);
            }
        }
    }

    private void Note(Exception e)
    {
        if (e is LinkException failure)
        {
            _faults.AddFailure(failure);
        }
        else
        {
            _faults.AddFault(e);
        }
    }

    private void AnswerAll(UdpBatch requests, UdpBatch answers)
    {
        Moment now = _clock.Now;
        int received = 0;
        int sent = 0;
        for (int i = 0; i < requests.Count; i++)
        {
            received += requests[i].Length;
            int length = Answer(requests, i, now, answers.Next);
            if (length > 0)
            {
                answers.Reply(length, requests, i);
                sent += length;
            }
        }

        _counters.CountBytes(received, sent, _isIPv6);
    }

    // No datagram may take its neighbours, let alone the port, with it.
    private int Answer(UdpBatch requests, int index, in Moment now, Span<byte> answer)
    {
        try
        {
            return requests.IsTruncated(index) ? _answering.RefuseOversized() : _answering.Answer(requests[index], requests.Address(index), now, answer);
        }
        catch (Exception e)
        {
            _faults.AddFault(e);
            return _answering.RefuseFailed();
        }
    }
}
