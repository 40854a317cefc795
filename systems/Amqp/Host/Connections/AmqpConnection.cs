using System.Net;
using Millrace.Amqp.Host.Channels;
using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <summary>One client's connection, from its first byte to its last. On the broker's shard.</summary>
internal sealed partial class AmqpConnection
{
    // A peer that keeps its socket full must not keep the loop from the others.
    private const int ReadsBeforeYield = 8;

    private readonly BrokerCore _core;
    private readonly BrokerListener _home;
    private readonly TcpLink _tcp;
    private readonly HashSet<MessageQueue> _exclusive = [];
    private readonly List<AmqpChannel> _dirty = [];
    private readonly List<Consumer> _stalled = [];
    private Link _link;
    private Intake? _intake;
    private Outbox? _out;
    private AmqpChannel?[] _channels = new AmqpChannel?[8];
    private int _channelCount;
    private TaskCompletionSource? _paused;
    private string _why = "it closed the connection.";

    public AmqpConnection(BrokerListener home, BrokerCore core, TcpLink tcp)
    {
        (_home, _core, _tcp, _link) = (home, core, tcp, tcp);
        Remote = tcp.RemoteEndPoint;
        Name = "no name yet";
        Deadline = Shard.Now + Ticks(core.Options.HandshakeTimeout);
    }

    public BrokerCore Core => _core;

    public IPEndPoint Remote { get; }

    /// <summary>What the client calls it.</summary>
    public string Name { get; private set; }

    public string User { get; private set; } = "";

    public ConnectionStage Stage { get; private set; }

    /// <summary>The virtual host that it has entered.</summary>
    public VirtualHost Host { get; private set; } = null!;

    /// <summary>The name of that virtual host; null before.</summary>
    public string? EnteredHost => Host?.Name;

    /// <summary>Bytes that wait to be sent.</summary>
    public int WaitingBytes => _out?.Bytes ?? 0;

    public Outbox Out => _out!;

    /// <summary>The largest frame, its framing included.</summary>
    public int FrameMax { get; private set; } = 8 * 1024; // until tuned: a client's properties must fit

    public int ChannelMax { get; private set; }

    public int Channels => _channelCount;

    /// <summary>True where the client wants to hear of consumers that end without its doing.</summary>
    public bool HearsCancels { get; private set; }

    /// <summary>True while it waits for the end of an alarm.</summary>
    public bool IsBlocked { get; private set; }

    /// <summary>Carries the connection to its end. It does not throw.</summary>
    public async Task RunAsync()
    {
        try
        {
            if (await OpenAsync())
            {
                await ReadAsync();
            }
        }
        catch (LinkException e)
        {
            // Expected: peers and networks end. Where we ended it, why is known already.
            _why = Stage >= ConnectionStage.Closing ? _why : e.Message;
        }
        catch (Exception e)
        {
            // Unexpected. It must cost this connection alone.
            AmqpLog.ConnectionFailed(_core.Log, Remote, e);
        }

        Dispose();
    }

    /// <summary>Closes it without a word, at once. What it held goes back to the queues.</summary>
    public void Dispose()
    {
        if (Stage == ConnectionStage.Gone)
        {
            return;
        }

        bool wasOpen = Host is not null;
        if (Stage < ConnectionStage.Running)
        {
            _core.Counters.HandshakesFailed++;
            AmqpLog.HandshakeFailed(_core.Log, Remote, _why);
        }

        Stage = ConnectionStage.Gone;
        ReleaseAll();
        _core.Counters.BytesOut += _out?.Sent ?? 0;
        _out?.End();
        _intake?.Release();
        _link.Dispose();
        _paused?.TrySetResult();
        _home.Forget(this);
        if (wasOpen)
        {
            _core.Counters.ConnectionsClosed++;
            AmqpLog.Ended(_core.Log, Remote, Name, _why);
        }
    }

    /// <summary>Drops it with a reset.</summary>
    public void Abort(string why)
    {
        _why = why;
        _link.Abort();
        Dispose();
    }

    /// <summary>Closes it with a code: the client is told, and has a while to answer.</summary>
    public void Close(ushort code, string text, uint method = 0)
    {
        if (Stage >= ConnectionStage.Closing)
        {
            return;
        }

        _why = $"it was closed with {code}: {text}";
        bool isEarly = Stage < ConnectionStage.Starting;
        Stage = isEarly ? Stage : ConnectionStage.Closing;
        ReleaseAll();
        if (isEarly || _out is null)
        {
            Abort(_why);
            return;
        }

        _out.Open().Method(0, new ConnectionClose(code, Texts.Fit(text), AmqpMethod.ClassOf(method), AmqpMethod.IdOf(method)));
        Deadline = Shard.Now + Ticks(_core.Options.CloseTimeout);
        Resume();
    }

    /// <summary>Takes a queue into the books of those that go with this connection.</summary>
    public void Own(MessageQueue queue) => _exclusive.Add(queue);

    public void Forget(MessageQueue queue) => _exclusive.Remove(queue);

    /// <summary>True where a delivery may be written; if not, the consumer is asked again once there is room.</summary>
    public bool HasRoomFor(Consumer consumer)
    {
        if (Stage != ConnectionStage.Running)
        {
            return false;
        }

        if (_out!.HasRoom())
        {
            return true;
        }

        if (!consumer.IsStalled)
        {
            consumer.IsStalled = true;
            _stalled.Add(consumer);
        }

        return false;
    }

    /// <summary>Remembers a channel that has something to say once what was received is understood.</summary>
    public void NoteDirty(AmqpChannel channel) => _dirty.Add(channel);

    public static long Ticks(TimeSpan time) => (long)(time.TotalSeconds * Shard.TicksPerSecond);

    // False where there is nothing to read from.
    private async ValueTask<bool> OpenAsync()
    {
        if (_home.Tls is not null && !await SecureAsync())
        {
            return false;
        }

        if (Stage == ConnectionStage.Gone)
        {
            return false; // The broker stopped meanwhile.
        }

        _out = new Outbox(_link, OnDrained, OnSendFailed);
        _intake = new Intake(_link, _core.Scratch);
        return true;
    }

    private async ValueTask<bool> SecureAsync()
    {
        using CancellationTokenSource timeout = new(_core.Options.HandshakeTimeout);
        try
        {
            _link = await TlsLink.AsServerAsync(_tcp, _home.Tls!, timeout.Token);
            return true;
        }
        catch (Exception e) when (e is LinkException or OperationCanceledException)
        {
            _why = timeout.IsCancellationRequested ? "TLS was not done in time." : e.Message;
            return false;
        }
    }

    private async Task ReadAsync()
    {
        for (int reads = 1; ; reads = (reads % ReadsBeforeYield) + 1)
        {
            await _link.WaitReadableAsync();
            if (!Read())
            {
                return;
            }

            while (MustPause)
            {
                _paused = new TaskCompletionSource();
                await _paused.Task;
                _paused = null;
                if (Stage == ConnectionStage.Gone)
                {
                    return;
                }

                LastRead = Shard.Now; // it may have spoken all the time: nobody listened
                Understand(); // what had arrived before the pause
                _intake!.Settle(FrameMax);
            }

            if (reads == ReadsBeforeYield)
            {
                await Task.Yield();
            }
        }
    }

    // While the peer takes nothing, and while publishers are blocked, nothing more is read of it. A connection that is being closed is read to its end.
    private bool MustPause => Stage == ConnectionStage.Running && (IsBlocked || _out!.IsCongested);

    // False at the end of the stream.
    private bool Read()
    {
        int received = _intake!.Receive();
        if (received > 0)
        {
            _core.Counters.BytesIn += received;
            LastRead = Shard.Now;
            Understand();
        }

        if (Stage == ConnectionStage.Gone)
        {
            return false;
        }

        _intake.Settle(FrameMax);
        return received != 0;
    }

    private void Understand()
    {
        if (Stage == ConnectionStage.Header)
        {
            ReadProtocolHeader();
        }

        while (Stage is > ConnectionStage.Header and < ConnectionStage.Lingering && !MustPause && !_isOutOfStep)
        {
            FrameStatus status = FrameReader.Read(_intake!.Unread, FrameMax, out Frame frame);
            if (status == FrameStatus.Incomplete)
            {
                break;
            }

            if (status != FrameStatus.Complete)
            {
                Refuse(status);
                break;
            }

            int size = frame.Size;
            Take(frame);
            _intake.Consume(size);
        }

        if (Stage is ConnectionStage.Lingering || _isOutOfStep)
        {
            _intake!.Consume(_intake.Unread.Length);
        }

        EndOfBatch();
    }

    // What is better said once for many messages.
    private void EndOfBatch()
    {
        for (int i = 0; i < _dirty.Count; i++)
        {
            _dirty[i].EndOfBatch();
        }

        _dirty.Clear();
        _core.DeadLetters.Send();
        _core.CheckMemory();
    }

    private void OnDrained()
    {
        if (_stalled.Count > 0 && !_out!.IsCongested)
        {
            Consumer[] stalled = [.. _stalled];
            _stalled.Clear();
            foreach (Consumer consumer in stalled)
            {
                consumer.IsStalled = false;
            }

            foreach (Consumer consumer in stalled)
            {
                consumer.Queue.Activate(consumer);
            }
        }

        if (Stage == ConnectionStage.Lingering && _out!.Bytes == 0)
        {
            _ = FinishAsync();
        }

        Resume();
    }

    // It does not throw: it is called where nobody catches.
    private void OnSendFailed(LinkException error)
    {
        _why = Stage >= ConnectionStage.Closing ? _why : error.Message;
        try
        {
            Dispose();
        }
        catch (Exception e)
        {
            AmqpLog.ConnectionFailed(_core.Log, Remote, e);
        }
    }

    private void Resume()
    {
        if (!MustPause)
        {
            _paused?.TrySetResult();
        }
    }

    // Channels, consumers and queues of its own go; what it had not acknowledged goes back.
    private void ReleaseAll()
    {
        foreach (AmqpChannel? channel in _channels)
        {
            channel?.Release();
        }

        Array.Clear(_channels);
        _channelCount = 0;
        _dirty.Clear();
        _stalled.Clear();
        foreach (MessageQueue queue in _exclusive.ToArray())
        {
            queue.Host.Delete(queue);
        }

        _exclusive.Clear();
        _core.DeadLetters.Send();
        _core.CheckMemory();
    }
}
