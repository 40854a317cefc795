using Millrace.Amqp.Publishing;

namespace Millrace.Amqp.Tests.Client.Publishing;

public sealed class ConfirmTableTests
{
    [Fact]
    public void Numbers_count_from_one_and_each_is_taken_once()
    {
        var table = new ConfirmTable<string>();
        Assert.Equal(1UL, table.Add("a"));
        Assert.Equal(2UL, table.Add("b"));
        Assert.Equal("b", table.Take(2));
        Assert.Null(table.Take(2));
        Assert.Equal("a", table.Oldest(out ulong number));
        Assert.Equal(1UL, number);
        Assert.Equal("a", table.Take(1));
        Assert.Equal(0, table.Count);
        Assert.Null(table.Oldest(out _));
        Assert.Null(table.Take(77));
    }

    [Fact]
    public void Multiple_takes_all_up_to_a_number_oldest_first()
    {
        var table = new ConfirmTable<string>();
        foreach (string name in new[] { "a", "b", "c", "d" })
        {
            table.Add(name);
        }

        table.Take(2);
        List<string> taken = [];
        table.TakeUpTo(3, taken);
        Assert.Equal(["a", "c"], taken);
        table.TakeUpTo(0, taken);
        Assert.Equal(["a", "c", "d"], taken);
        table.TakeUpTo(1000, taken);
        Assert.Equal(5UL, table.Next);
        Assert.Equal(5UL, table.Add("e"));
        Assert.Equal("e", table.Take(5));
    }

    [Fact]
    public void One_that_is_overtaken_by_a_hundred_thousand_is_still_found()
    {
        var table = new ConfirmTable<string>();
        table.Add("slow");
        for (ulong n = 2; n < 100_000; n++)
        {
            table.Add("fast");
            Assert.Equal("fast", table.Take(n));
        }

        Assert.Equal("slow", table.Oldest(out ulong number));
        Assert.Equal((1UL, 1), (number, table.Count));
        Assert.Equal("slow", table.Find(1));
        List<string> taken = [];
        table.TakeUpTo(99_999, taken);
        Assert.Equal(["slow"], taken);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void It_does_what_a_dictionary_would(int seed)
    {
        var chance = new Random(seed);
        var table = new ConfirmTable<object>();
        var model = new SortedDictionary<ulong, object>();
        int most = chance.Next(1, 5000);
        for (int step = 0; step < 60_000; step++)
        {
            int kind = chance.Next(100);
            if (kind < 55 && model.Count < most)
            {
                object one = new();
                model.Add(table.Add(one), one);
            }
            else if (kind < 95)
            {
                // Mostly the young ones, so that some are overtaken.
                ulong number = table.Next - 1 - (ulong)Math.Min((long)table.Next - 1, chance.Next(chance.Next(20) == 0 ? 10_000 : 40));
                model.Remove(number, out object? expected);
                Assert.Same(expected, table.Find(number));
                Assert.Same(expected, table.Take(number));
            }
            else if (kind < 97)
            {
                ulong number = model.Count == 0 ? 1 : model.Keys.First() + (ulong)chance.Next(50);
                List<object> expected = [.. model.TakeWhile(pair => pair.Key <= number).Select(pair => pair.Value)];
                List<object> taken = [];
                table.TakeUpTo(number, taken);
                Assert.Equal(expected, taken);
                model.Keys.TakeWhile(key => key <= number).ToList().ForEach(key => model.Remove(key));
            }
            else
            {
                Assert.Same(model.Values.FirstOrDefault(), table.Oldest(out ulong number));
                Assert.True(model.Count == 0 || model.Keys.First() == number);
            }

            Assert.Equal(model.Count, table.Count);
        }
    }
}
