using Millrace.Tracker.Host.Swarms.Memory;

namespace Millrace.Tracker.Tests.Host.Swarms;

public sealed unsafe class ChunkSourceTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(16)]
    [InlineData(64)]
    public void Chunks_and_runs_never_lie_over_each_other(int longest)
    {
        using ChunkSource chunks = new(PageSource.System);
        Random random = new(longest);
        List<(nint Start, int Count)> taken = [];
        HashSet<nint> used = [];
        for (int n = 0; n < 5000; n++)
        {
            if (random.Next(n / 500 % 2 == 0 ? 3 : 10) != 0 && taken.Count < 500)
            {
                int count = random.Next(2) == 0 ? 1 : random.Next(1, longest + 1);
                nint start = count == 1 ? (nint)chunks.Take() : (nint)chunks.TakeRun(count);
                Assert.Equal(0, start % Chunk.Bytes);
                taken.Add((start, count));
                for (int at = 0; at < count; at++)
                {
                    Assert.True(used.Add(start + (at * Chunk.Bytes)));
                    *(int*)(start + (at * Chunk.Bytes)) = n;
                }
            }
            else if (taken.Count > 0)
            {
                int at = random.Next(taken.Count);
                Return(chunks, used, taken[at]);
                taken.RemoveAt(at);
            }
        }

        taken.ForEach(run => Return(chunks, used, run));
        Assert.Empty(used);
    }

    [Fact]
    public void Piece_that_the_system_would_not_take_back_is_used_again()
    {
        KeptPages kept = new();
        kept.Add(0x3000, 0x1000);
        kept.Add(0x8000, 0x2000);
        kept.Add(0xA000, 0x2000);

        Assert.Equal(0, kept.Take(0x4000, 1));
        Assert.Equal(0, kept.Take(0x1000, 0x2000));
        Assert.Equal(0x8000, kept.Take(0x2000, 0x4000));
        Assert.Equal((0xA000, 0x2000), kept.TakeAny());
        Assert.Equal(1, kept.Count);
        Assert.Equal(0x3000, kept.Take(0x1000, 1));
        Assert.Equal(default, kept.TakeAny());
    }

    private static void Return(ChunkSource chunks, HashSet<nint> used, (nint Start, int Count) run)
    {
        for (int at = 0; at < run.Count; at++)
        {
            Assert.True(used.Remove(run.Start + (at * Chunk.Bytes)));
        }

        chunks.Return((Chunk*)run.Start, run.Count);
    }
}
