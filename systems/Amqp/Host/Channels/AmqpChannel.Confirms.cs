using Millrace.Amqp.Host.Faults;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;
using Millrace.Shards;

namespace Millrace.Amqp.Host.Channels;

/// <content>Publisher confirms: many in one where they come together; and the faults that they may have.</content>
internal sealed partial class AmqpChannel
{
    private readonly Queue<Verdict> _late = new();
    private bool _confirms;
    private ulong _publishes;
    private ulong _judged;
    private bool _hasGaps;
    private bool _isLateRunning;

    private readonly record struct Verdict(ulong From, ulong To, bool IsTaken, long Due);

    private void SelectConfirms(ConfirmSelect asked)
    {
        _confirms = true;
        Answer(asked.NoWait, AmqpMethod.ConfirmSelectOk);
    }

    private void Confirm(bool isTaken)
    {
        _publishes++;
        ConfirmFaults faults = _core.Faults.Confirms;
        if (faults.IsAny && IsEvery(faults.DropEvery))
        {
            Say(_publishes - 1);
            _judged = _publishes;
            _hasGaps = true; // From now on no confirm may speak for those before it.
            return;
        }

        if (!isTaken || (faults.IsAny && IsEvery(faults.NackEvery)))
        {
            Say(_publishes - 1);
            _judged = _publishes;
            Send(_publishes, _publishes, false);
            return;
        }

        NoteDirty();
    }

    private bool IsEvery(int every) => every > 0 && _publishes % (ulong)every == 0;

    // Confirms what has not been confirmed yet.
    private void Say() => Say(_publishes);

    private void Say(ulong upTo)
    {
        if (upTo > _judged)
        {
            ulong from = _judged + 1;
            _judged = upTo;
            Send(from, upTo, true);
        }
    }

    private void Send(ulong from, ulong to, bool isTaken)
    {
        TimeSpan delay = _core.Faults.Confirms.Delay;
        if (delay > TimeSpan.Zero || _late.Count > 0)
        {
            _late.Enqueue(new Verdict(from, to, isTaken, Shard.Now + Connections.AmqpConnection.Ticks(delay)));
            if (!_isLateRunning)
            {
                _isLateRunning = true;
                _ = SendLateAsync();
            }

            return;
        }

        Write(from, to, isTaken);
    }

    private void Write(ulong from, ulong to, bool isTaken)
    {
        AmqpWriter writer = connection.Out.Open();
        if (!isTaken)
        {
            _core.Counters.Nacked++;
            writer.Method(number, new BasicNack(to, false, false));
            return;
        }

        _core.Counters.Confirmed += (long)(to - from + 1);
        if (!_hasGaps)
        {
            writer.Method(number, new BasicAck(to, to > from));
            return;
        }

        for (ulong tag = from; tag <= to; tag++)
        {
            writer.Method(number, new BasicAck(tag, false));
        }
    }

    private async Task SendLateAsync()
    {
        try
        {
            while (_late.TryPeek(out Verdict next))
            {
                await _core.Shard.DelayUntil(next.Due);
                if (_isClosing || connection.Stage != Connections.ConnectionStage.Running)
                {
                    _late.Clear();
                    break;
                }

                _late.Dequeue();
                Write(next.From, next.To, next.IsTaken);
            }
        }
        catch (LinkException)
        {
            // Expected: the shard has stopped.
        }
        catch (Exception e)
        {
            AmqpLog.LateConfirmsFailed(_core.Log, number, connection.Remote, e);
        }

        _isLateRunning = false;
    }
}
