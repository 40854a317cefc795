using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Connections;

/// <content>Time and endings: heartbeats, deadlines, alarms.</content>
internal sealed partial class AmqpConnection
{
    private bool _isOutOfStep;
    private long _lastWrite = Shard.Now;
    private long _lastProgress = Shard.Now;
    private long _sentBefore;

    /// <summary>When it is dropped unless it has gone on by then, in ticks.</summary>
    public long Deadline { get; private set; }

    /// <summary>When a byte of the peer's came last, in ticks.</summary>
    public long LastRead { get; private set; } = Shard.Now;

    /// <summary>The agreed heartbeat, in ticks; 0 for none.</summary>
    public long HeartbeatTicks { get; private set; }

    /// <summary>Bytes of its messages that are not whole yet.</summary>
    public long PartBytes { get; private set; }

    /// <summary>Time has passed. It does not throw: the others have their turn whatever fails here.</summary>
    public void Tick(long now)
    {
        try
        {
            if (now >= Deadline)
            {
                _why = Stage < ConnectionStage.Running ? "the handshake was not done in time." : _why;
                Abort(_why);
                return;
            }

            _out?.Trim();
            if (HeartbeatTicks > 0 && Stage == ConnectionStage.Running)
            {
                Beat(now);
            }
        }
        catch (Exception e)
        {
            AmqpLog.ConnectionFailed(_core.Log, Remote, e);
            Dispose();
        }
    }

    /// <summary>Messages that have begun to come and are not whole take so many bytes more, or less.</summary>
    public void NotePart(int bytes)
    {
        PartBytes += bytes;
        _core.PartBytes += bytes;
    }

    /// <summary>A message was published while nobody may: nothing more is read until <see cref="Unblock"/>, and a client that wants to know is told.</summary>
    public void Block()
    {
        if (IsBlocked || Stage != ConnectionStage.Running)
        {
            return;
        }

        IsBlocked = true;
        _core.Counters.Blocked++;
        if (_hearsBlocked)
        {
            _out!.Open().Method(0, new ConnectionBlocked("low on memory"));
        }
    }

    /// <summary>The alarm is over.</summary>
    public void Unblock()
    {
        if (!IsBlocked)
        {
            return;
        }

        IsBlocked = false;
        LastRead = Shard.Now; // It may have beaten all the time: nobody listened.
        if (_hearsBlocked && Stage == ConnectionStage.Running)
        {
            _out!.Open().Method(0, AmqpMethod.ConnectionUnblocked);
        }

        Resume();
    }

    /// <summary>Closes a channel with a code, as a fault; true where it is there.</summary>
    public bool CloseChannel(int channel, ushort code, string text)
    {
        if (channel >= _channels.Length || _channels[channel] is not { } open)
        {
            return false;
        }

        open.Close(code, text);
        return true;
    }

    /// <summary>Writes nonsense into the stream, as a fault.</summary>
    public void SendGarbage(ReadOnlySpan<byte> bytes)
    {
        if (Stage == ConnectionStage.Running)
        {
            _out!.Open().Raw(bytes);
        }
    }

    private void Beat(long now)
    {
        if (_out!.Sent != _sentBefore)
        {
            (_sentBefore, _lastWrite, _lastProgress) = (_out.Sent, now, now);
        }

        if (now - _lastWrite >= HeartbeatTicks / 2 && !_core.Faults.StopsHeartbeats)
        {
            _lastWrite = now;
            if (_out.Bytes == 0)
            {
                _out.Open().Heartbeat();
            }
        }

        // One that is not read because it takes nothing is judged by what it takes; one that is blocked is not read for our sake.
        long lastSign = !MustPause ? LastRead : IsBlocked ? now : _lastProgress;
        if (now - lastSign >= 2 * HeartbeatTicks)
        {
            _core.Counters.HeartbeatsMissed++;
            AmqpLog.HeartbeatMissed(_core.Log, Remote, Name, (int)(HeartbeatTicks / Shard.TicksPerSecond));
            Abort("it missed two heartbeats.");
        }
    }

    // All has been said. The stream is ended behind it and read until the peer ends its half: closing at once would throw away what the peer has not read yet.
    private void Linger()
    {
        if (Stage >= ConnectionStage.Lingering)
        {
            return;
        }

        if (Stage < ConnectionStage.Running)
        {
            _core.Counters.HandshakesFailed++;
            AmqpLog.HandshakeFailed(_core.Log, Remote, _why);
        }

        Stage = ConnectionStage.Lingering;
        Deadline = Shard.Now + Ticks(_core.Options.CloseTimeout);
        _out!.Flush();
        if (_out.Bytes == 0)
        {
            _ = FinishAsync();
        }
    }

    private async Task FinishAsync()
    {
        try
        {
            await _link.ShutdownSendAsync();
        }
        catch (Exception e) when (e is LinkException or IOException)
        {
            // Expected: the peer was faster.
        }
    }
}
