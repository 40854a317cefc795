using Millrace.Engine.Subjects;
using RabbitMQ.Client;

namespace Millrace.Amqp.Load.Subject;

/// <summary>A channel from the pool with a message over it, and then a message by the publisher: everything that could get in each other's way.</summary>
internal sealed class MixedWork(IChannelPool channels, HeldChannels held, MessageWork messages, bool confirms) : IWork
{
    public async ValueTask StepAsync(SubjectTask task, CancellationToken cancellationToken)
    {
        SubjectOperation rent = task.Begin(AmqpModes.RentOperation);
        bool isWritten = false;
        try
        {
            ChannelLease lease = await channels.RentAsync(cancellationToken).ConfigureAwait(false);
            IChannel channel = lease.Channel;
            held.Take(channel, task);
            bool isBroken = isWritten = true;
            try
            {
                await messages.PublishOverAsync(channel, task, cancellationToken).ConfigureAwait(false);
                isBroken = false;
            }
            finally
            {
                held.Give(channel);
                if (isBroken)
                {
                    lease.Discard();
                }
                else
                {
                    lease.Dispose();
                }
            }

            task.Ok(in rent);
        }
        catch (Exception e) when (AmqpErrors.IsExpected(e))
        {
            messages.Count(e);
            if (isWritten)
            {
                // Whether the broker has the message that was written as the connection broke, nobody knows.
                task.Indefinite(in rent, AmqpErrors.KindOf(e));
            }
            else
            {
                task.Fail(in rent, AmqpErrors.KindOf(e));
            }

            return;
        }

        if (confirms)
        {
            await messages.ConfirmAsync(task, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            await messages.PublishAsync(task, cancellationToken).ConfigureAwait(false);
        }
    }
}
