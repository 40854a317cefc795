using Millrace.Tracker.Load.Workers;

namespace Millrace.Tracker.Tests.Load.Workers;

public sealed class TransactionIdsTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(128)]
    [InlineData(10_000)]
    [InlineData(65_537)]
    public void An_id_says_whose_it_is_and_which(int workers)
    {
        var ids = new TransactionIds(workers, seed: 42);
        foreach (int worker in new[] { 0, workers / 2, workers - 1 })
        {
            foreach (long next in new[] { 1L, 2, 1000, 70_000, 5_000_000_000 })
            {
                for (long sequence = Math.Max(0, next - 1100); sequence < next; sequence++)
                {
                    uint id = ids.Of(worker, sequence);
                    Assert.Equal((worker, sequence), (ids.WorkerOf(id), ids.SequenceOf(id, next)));
                }
            }
        }
    }

    [Fact]
    public void Ids_of_a_shard_differ()
    {
        var ids = new TransactionIds(100, seed: 1);
        Assert.Equal(100_000, Enumerable.Range(0, 100).SelectMany(worker => Enumerable.Range(0, 1000).Select(sequence => ids.Of(worker, sequence))).Distinct().Count());
    }

    [Fact]
    public void An_id_of_what_was_not_asked_yet_stands_for_nothing()
    {
        var ids = new TransactionIds(4, seed: 7);
        Assert.True(ids.SequenceOf(ids.Of(2, 10), next: 10) < 0);
        Assert.True(ids.SequenceOf(ids.Of(2, 0), next: 0) < 0);
    }

    [Fact]
    public void Other_runs_have_other_ids() => Assert.NotEqual(new TransactionIds(4, seed: 1).Of(0, 0), new TransactionIds(4, seed: 2).Of(0, 0));
}
