using Millrace.Live.Tests.Rendering;
using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Properties;

/// <summary>A list goes from one order to another with as few moves as there can be: all rows that stay but for a longest increasing subsequence.</summary>
public sealed class KeyedMoveTests
{
    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 30)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void Rows_move_as_little_as_can_be(int seed)
    {
        var random = new Random(seed);
        var items = new Signal<int[]>([.. Enumerable.Range(0, random.Next(2, 60))]);
        Screen screen = Screen.Of(() => Ul(Li("before"), Each(items, item => item, item => Li($"{item}")), Li("after")));
        for (int step = 0; step < 40; step++)
        {
            int[] before = items.Peek();
            int[] after = step % 3 == 0 ? Shuffled(before, random) : RandomState.Reordered(before, random);
            string[] operations = screen.Turn(() => items.Value = after);

            int[] staying = [.. after.Where(before.Contains).Select(item => Array.IndexOf(before, item))];
            Assert.Equal(staying.Length - LongestIncreasing(staying), operations.Count(operation => operation.StartsWith("move ", StringComparison.Ordinal)));
            Assert.Equal(before.Except(after).Count(), operations.Count(operation => operation.StartsWith("remove ", StringComparison.Ordinal)));
            Assert.Equal(after.Except(before).Count(), operations.Count(operation => operation.StartsWith("insert ", StringComparison.Ordinal)));
            Assert.DoesNotContain(operations, operation => operation.StartsWith("replace ", StringComparison.Ordinal) || operation.StartsWith("text ", StringComparison.Ordinal));
        }
    }

    private static int[] Shuffled(int[] items, Random random)
    {
        int[] all = [.. items];
        random.Shuffle(all);
        return all;
    }

    // The plain way, quadratic.
    private static int LongestIncreasing(int[] places)
    {
        int[] best = new int[places.Length];
        for (int index = 0; index < places.Length; index++)
        {
            best[index] = 1 + Enumerable.Range(0, index).Where(earlier => places[earlier] < places[index]).Select(earlier => best[earlier]).DefaultIfEmpty().Max();
        }
        return best.DefaultIfEmpty().Max();
    }
}
