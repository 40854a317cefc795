using System.Net.Sockets;
using Millrace.Shards;
using Millrace.Tracker.Host.Answering;
using Millrace.Tracker.Host.Metrics;

namespace Millrace.Tracker.Host.Listening;

/// <summary>Serves one port: takes what has come in, answers all of it, sends the answers together. Used on the shard's thread, but for what is said to be readable from anywhere.</summary>
internal sealed class PortServing(UdpPort port, TrackerAnswers answers, TrackerClock clock, TrackerCounters counters) : IDisposable
{
    // Longer than any request that makes sense: 74 info hashes take 1496 bytes.
    private const int RequestBytes = 2048;
    private const int Batch = 64;

    // A drain answers what waits in the kernel. Under load something always waits, so it ends after as many as the buffer may have held.
    private const int MostDrainedBatches = 128;

    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan s_handOver = TimeSpan.FromMilliseconds(50);

    private readonly bool _isIPv6 = port.LocalEndPoint.AddressFamily == AddressFamily.InterNetworkV6;
    private readonly UdpBatch _requests = new(Batch, RequestBytes);
    private readonly UdpBatch _answers = new(Batch, AnswerRules.MostBytesIPv4);
    private bool _isSending;
    private long _failures;

    /// <summary>The port. Its counters may be read from anywhere.</summary>
    public UdpPort Port => port;

    /// <summary>How often receiving failed. From anywhere.</summary>
    public long Failures => Volatile.Read(ref _failures);

    /// <summary>What the last failure was. From anywhere.</summary>
    public string? LastFailure { get; private set; }

    /// <summary>Serves until the port is closed.</summary>
    public async Task RunAsync()
    {
        try
        {
            while (true)
            {
                try
                {
                    await port.ReceiveAsync(_requests);
                }
                catch (LinkException e) when (e.Error != LinkError.Closed)
                {
                    // Such as for want of the kernel's memory. Another try at once would only take a processor.
                    LastFailure = e.Message;
                    Volatile.Write(ref _failures, _failures + 1);
                    await port.Shard.Delay(s_pause);
                    continue;
                }

                AnswerAll();
                if (_answers.Count > 0)
                {
                    _isSending = true;
                    await port.SendAsync(_answers);
                    _isSending = false;
                }
            }
        }
        catch (LinkException e) when (e.Error == LinkError.Closed)
        {
            // Expected: the tracker stops.
        }
    }

    /// <summary>Answers what has come in already, then closes the port.</summary>
    public async ValueTask DrainAsync()
    {
        // A send that waits has the batch of answers, and is short.
        for (int i = 0; i < MostDrainedBatches && _isSending; i++)
        {
            await Task.Yield();
        }

        for (int i = 0; i < MostDrainedBatches && !_isSending && port.TryReceive(_requests); i++)
        {
            AnswerAll();
            _ = port.TrySend(_answers);
        }

        // On .NET's sockets the receive that is outstanding has the next datagram, and hands it over on its own time.
        if (port.Shard.Kind == ShardKind.Portable)
        {
            await port.Shard.Delay(s_handOver);
        }

        port.Dispose();
    }

    public void Dispose()
    {
        port.Dispose();
        _requests.Dispose();
        _answers.Dispose();
    }

    private void AnswerAll()
    {
        Moment now = clock.Now;
        int received = 0;
        int sent = 0;
        for (int i = 0; i < _requests.Count; i++)
        {
            ReadOnlySpan<byte> request = _requests[i];
            received += request.Length;
            int length = _requests.IsTruncated(i) ? answers.RefuseOversized() : answers.Answer(request, _requests.Address(i), now, _answers.Next);
            if (length > 0)
            {
                _answers.Reply(length, _requests, i);
                sent += length;
            }
        }

        counters.CountBytes(received, sent, _isIPv6);
    }
}
