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
    private readonly long[] _numbers = new long[tasks];
    private readonly Lock _gate = new();
    private RecoveryRounds? _rounds;
    private SubjectOperation _recovery;

    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        long round = _numbers[task.Index]++;
        RecoveryRounds rounds = Rounds();
        if (rounds.Come(round))
        {
            line.Cut();
        }

        for (long came = Shard.Now; !cancellationToken.IsCancellationRequested;)
        {
            long began = Shard.Now;
            bool confirmed = await messages.ConfirmAsync(task, cancellationToken).ConfigureAwait(false);
            if (!confirmed)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            else if (rounds.IsBack(round, began) || (Shard.Now - came > _patience && rounds.Waits(round)))
            {
                return;
            }
        }
    }

    /// <summary>The load is over: a recovery that did not come to its end has none; one that had time enough failed.</summary>
    public void End()
    {
        if (_rounds?.Abort() is not { CutAt: > 0 and var cutAt, Missing: var missing })
        {
            return;
        }

        if (Shard.Now - cutAt > _patience)
        {
            meter.Lost(in _recovery, "not-recovered");
            meter.Count(AmqpCounts.NotRecovered, missing, always: true);
        }
        else
        {
            meter.Indefinite(in _recovery, "stopped");
        }
    }

    private RecoveryRounds Rounds()
    {
        lock (_gate)
        {
            return _rounds ??= new RecoveryRounds(tasks, Begin, () => meter.Ok(in _recovery));
        }
    }

    private long Begin()
    {
        _recovery = meter.Begin(AmqpModes.RecoverOperation);
        return _recovery.Sent;
    }
}
