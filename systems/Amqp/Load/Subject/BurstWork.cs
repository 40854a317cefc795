using Millrace.Engine;
using Millrace.Engine.Subjects;
using Millrace.Shards;

namespace Millrace.Amqp.Load.Subject;

/// <summary>All tasks wait for the same moment and then publish so many messages each.</summary>
internal sealed class BurstWork(MessageWork messages, AmqpSettings settings) : IWork
{
    private readonly long _every = Ticks.From(settings.BurstEvery);
    private long _origin;

    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        long now = Shard.Now;
        Interlocked.CompareExchange(ref _origin, now, 0);
        long origin = Interlocked.Read(ref _origin);
        long next = origin + ((((now - origin) / _every) + 1) * _every);
        task.PutOff(next);
        await Task.Delay(Ticks.ToTimeSpan(next - now), TimeProvider.System, cancellationToken).ConfigureAwait(false);
        // The wait was wanted: the burst is due now.
        task.PutOff(Math.Max(next, Shard.Now - _every));
        for (int i = 0; i < settings.Burst; i++)
        {
            if (settings.Confirms)
            {
                await messages.ConfirmAsync(task, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await messages.PublishAsync(task, cancellationToken).ConfigureAwait(false);
            }
        }
    }
}
