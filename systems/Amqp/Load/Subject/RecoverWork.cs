using Millrace.Engine;
using Millrace.Engine.Subjects;
using Millrace.Shards;

namespace Millrace.Amqp.Load.Subject;

/// <summary>
/// Rounds of recovery: every task publishes with confirmation all the time; once each of them has come to the round, all connections are cut, and the round is over for a
/// task with its first confirmed message that was begun after the cut.
/// </summary>
internal sealed class RecoverWork(MessageWork messages, CutLine line, SubjectMeter meter, int tasks) : IWork
{
    // A task that has left the load will not come to the round any more: the others go on without a cut.
    private static readonly long _patience = Ticks.FromSeconds(5);
    private readonly Lock _gate = new();
    private readonly long[] _rounds = new long[tasks];
    private long _round;
    private int _arrived;
    private int _early;
    private int _back;
    private long _cutAt;
    private SubjectOperation _recovery;

    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        long round = _rounds[task.Index]++;
        Arrive(round);
        for (long came = Shard.Now; !cancellationToken.IsCancellationRequested;)
        {
            long began = Shard.Now;
            bool confirmed = await messages.ConfirmAsync(task, cancellationToken).ConfigureAwait(false);
            if (!confirmed)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            else if (IsBack(round, began) || (Shard.Now - came > _patience && Volatile.Read(ref _round) <= round && Volatile.Read(ref _cutAt) == 0))
            {
                return;
            }
        }
    }

    /// <summary>The load is over: a recovery that did not come to its end has none.</summary>
    public void End()
    {
        lock (_gate)
        {
            if (_cutAt > 0)
            {
                meter.Indefinite(in _recovery, "stopped");
                _cutAt = 0;
            }
        }
    }

    private void Arrive(long round)
    {
        lock (_gate)
        {
            // Whoever is back already waits for the next round, publishing.
            _early += round > _round ? 1 : 0;
            _arrived += round == _round ? 1 : 0;
            if (round != _round || _arrived < tasks)
            {
                return;
            }

            _back = 0;
            _recovery = meter.Begin(AmqpModes.RecoverOperation);
            _cutAt = _recovery.Sent;
        }

        line.Cut();
    }

    private bool IsBack(long round, long began)
    {
        lock (_gate)
        {
            if (round < _round)
            {
                return true;
            }

            // Who is back already and waits for the next round must not be counted again.
            if (round > _round || _cutAt == 0 || began < _cutAt)
            {
                return false;
            }

            if (++_back == tasks)
            {
                meter.Ok(in _recovery);
                _cutAt = 0;
                _round++;
                (_arrived, _early) = (_early, 0);
            }

            return true;
        }
    }
}
