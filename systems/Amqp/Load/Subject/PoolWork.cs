using Millrace.Engine.Subjects;

namespace Millrace.Amqp.Load.Subject;

/// <summary>Takes a channel from the pool and gives it back.</summary>
internal sealed class PoolWork(IChannelPool channels, bool yields) : IWork
{
    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        SubjectOperation rent = task.Begin(AmqpModes.RentOperation);
        try
        {
            using (await channels.RentAsync(cancellationToken).ConfigureAwait(false))
            {
                if (yields)
                {
                    await Task.Yield();
                }
            }

            task.Ok(in rent);
        }
        catch (Exception e) when (AmqpErrors.IsExpected(e))
        {
            task.Fail(in rent, AmqpErrors.KindOf(e));
        }
    }
}
