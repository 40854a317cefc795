using Millrace.Amqp.Host.Queues;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Host.Channels;

/// <content>Acknowledgements, refusals and what follows from them.</content>
internal sealed partial class AmqpChannel
{
    private readonly List<MessageQueue> _touched = [];

    private enum Verdicts
    {
        Done,
        Refused,
        Back,
    }

    private void Settle(ulong tag, bool multiple, Verdicts verdict)
    {
        bool wasFull = IsFull;
        if (!multiple)
        {
            if (!_deliveries.TryTake(tag, out Delivery one))
            {
                throw BrokerRefusal.Precondition($"unknown delivery tag {tag}");
            }

            Settle(one, verdict);
        }
        else
        {
            if (tag != 0 && !_deliveries.Contains(tag))
            {
                throw BrokerRefusal.Precondition($"unknown delivery tag {tag}");
            }

            ulong upTo = tag == 0 ? _lastTag : tag; // not what is delivered meanwhile, because there is room again
            while (_deliveries.TryTakeOldest(upTo, out Delivery next))
            {
                Settle(next, verdict);
            }
        }

        AfterSettling(wasFull);
    }

    private void Settle(in Delivery delivery, Verdicts verdict)
    {
        MessageQueue queue = delivery.Queue!;
        switch (verdict)
        {
            case Verdicts.Done:
                _core.Counters.Acknowledged++;
                queue.Acknowledge(delivery.Entry);
                break;
            case Verdicts.Refused:
                queue.Reject(delivery.Entry);
                break;
            default:
                queue.Requeue(delivery.Entry);
                if (!_touched.Contains(queue))
                {
                    _touched.Add(queue);
                }

                break;
        }

        if (delivery.Consumer is { } consumer)
        {
            consumer.Open--;
            _openOfConsumers--;

            // One that has credit again asks for more, once all is settled where that sends messages back.
            if (consumer.Prefetch > 0 && verdict != Verdicts.Back)
            {
                queue.Activate(consumer);
            }
            else if (consumer.Prefetch > 0)
            {
                queue.MakeActive(consumer);
            }
        }
    }

    private void AfterSettling(bool wasFull)
    {
        if (wasFull && !IsFull)
        {
            ActivateAll();
        }

        if (_touched.Count > 0)
        {
            MessageQueue[] touched = [.. _touched];
            _touched.Clear();
            foreach (MessageQueue queue in touched)
            {
                queue.AfterRequeue();
            }
        }

        _core.DeadLetters.Send(); // at once: the client's next method may ask for them
    }

    private void ActivateAll()
    {
        foreach (Consumer consumer in _consumers.Values.ToArray())
        {
            consumer.Queue.Activate(consumer);
        }
    }

    private void Recover(BasicRecover asked, bool isAsync)
    {
        if (!asked.Requeue)
        {
            throw BrokerRefusal.NotImplemented("requeue=false");
        }

        RequeueAll();
        Answer(isAsync, AmqpMethod.BasicRecoverOk);
    }

    private void RequeueAll()
    {
        bool wasFull = IsFull;
        while (_deliveries.TryTakeNewest(out Delivery delivery))
        {
            Settle(delivery, Verdicts.Back);
        }

        AfterSettling(wasFull);
    }
}
