using Millrace.Amqp.Consuming;

namespace Millrace.Amqp.Tests.Client.Consuming;

public sealed class AckLedgerTests
{
    [Fact]
    public void Acks_in_order_become_one()
    {
        var ledger = new AckLedger();
        ledger.Ack(1);
        ledger.Ack(2);
        ledger.Ack(3);
        Assert.Equal(3, ledger.Gathered);
        Assert.Equal(3UL, ledger.TakeMultiple());
        Assert.Equal(0UL, ledger.TakeMultiple());
        Assert.Equal(0, ledger.Waiting);
    }

    [Fact]
    public void An_older_delivery_that_is_not_settled_is_never_covered()
    {
        var ledger = new AckLedger();
        ledger.Ack(2);
        ledger.Ack(3);
        Assert.Equal(0UL, ledger.TakeMultiple());
        Assert.Equal([2UL, 3UL], ledger.TakeSingles());
        ledger.Ack(1);
        Assert.Equal(1UL, ledger.TakeMultiple());
        ledger.Ack(4);
        Assert.Equal(4UL, ledger.TakeMultiple());
    }

    [Fact]
    public void A_requeued_delivery_is_passed_over_and_never_named()
    {
        var ledger = new AckLedger();
        ledger.Ack(1);
        ledger.SettleOtherwise(2);
        Assert.Equal(1UL, ledger.TakeMultiple());
        ledger.SettleOtherwise(3);
        Assert.Equal(0UL, ledger.TakeMultiple());
        ledger.Ack(5);
        ledger.SettleOtherwise(4);
        Assert.Equal(5UL, ledger.TakeMultiple());
    }

    [Fact]
    public void One_delivery_that_is_never_settled_does_not_make_it_grow()
    {
        var ledger = new AckLedger();
        for (ulong tag = 2; tag <= 100_000; tag++)
        {
            if (tag % 7 == 0)
            {
                ledger.SettleOtherwise(tag);
            }
            else
            {
                ledger.Ack(tag);
            }

            if (tag % 20 == 0)
            {
                Assert.Equal(0UL, ledger.TakeMultiple());
                ledger.TakeSingles();
            }

            Assert.InRange(ledger.Held, 1, 21);
        }

        ledger.TakeSingles();
        ledger.Ack(1);
        Assert.Equal(0, ledger.Held);
        Assert.Equal(1UL, ledger.TakeMultiple());
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Whatever_the_order_each_ack_is_sent_exactly_once(int seed)
    {
        var chance = new Random(seed);
        var ledger = new AckLedger();
        SortedSet<ulong> atBroker = [];
        List<ulong> open = [];
        HashSet<ulong> toAck = [];
        ulong next = 1;
        for (int step = 0; step < 20_000; step++)
        {
            if (chance.Next(2) == 0 && open.Count < 50)
            {
                atBroker.Add(next);
                open.Add(next++);
            }
            else if (open.Count > 0)
            {
                int at = chance.Next(open.Count);
                ulong tag = open[at];
                open.RemoveAt(at);
                if (chance.Next(5) == 0)
                {
                    ledger.SettleOtherwise(tag);
                    Assert.True(atBroker.Remove(tag));
                }
                else
                {
                    ledger.Ack(tag);
                    toAck.Add(tag);
                }
            }

            Assert.Equal(toAck.Count, ledger.Waiting);
            if (chance.Next(10) == 0 && ledger.TakeMultiple() is > 0 and ulong multiple)
            {
                Assert.Contains(multiple, atBroker);
                foreach (ulong tag in atBroker.Where(tag => tag <= multiple).ToList())
                {
                    Assert.True(toAck.Remove(tag));
                    atBroker.Remove(tag);
                }
            }

            if (chance.Next(40) == 0)
            {
                // What a flush does: the one, then the singles.
                if (ledger.TakeMultiple() is > 0 and ulong up)
                {
                    foreach (ulong tag in atBroker.Where(tag => tag <= up).ToList())
                    {
                        Assert.True(toAck.Remove(tag));
                        atBroker.Remove(tag);
                    }
                }

                foreach (ulong tag in ledger.TakeSingles())
                {
                    Assert.True(toAck.Remove(tag));
                    Assert.True(atBroker.Remove(tag));
                }

                Assert.Empty(toAck);
            }
        }
    }
}
