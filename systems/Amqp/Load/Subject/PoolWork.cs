using Millrace.Engine.Subjects;
using RabbitMQ.Client;

namespace Millrace.Amqp.Load.Subject;

/// <summary>Takes a channel from the pool and gives it back.</summary>
internal sealed class PoolWork(IChannelPool channels, HeldChannels held, bool yields) : IWork
{
    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        SubjectOperation rent = task.Begin(AmqpModes.RentOperation);
        try
        {
            using (ChannelLease lease = await channels.RentAsync(cancellationToken).ConfigureAwait(false))
            {
                IChannel channel = lease.Channel;
                held.Take(channel, task);
                if (yields)
                {
                    await Task.Yield();
                }

                held.Give(channel);
            }

            task.Ok(in rent);
        }
        catch (Exception e) when (AmqpErrors.IsExpected(e))
        {
            task.Fail(in rent, AmqpErrors.KindOf(e));
        }
    }
}
