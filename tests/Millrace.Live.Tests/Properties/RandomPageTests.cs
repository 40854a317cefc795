using System.Globalization;
using Millrace.Live.Tests.Rendering;

namespace Millrace.Live.Tests.Properties;

/// <summary>The core as a whole: whatever a page is and whatever happens to it, the browser shows what a page made anew from the same state would.</summary>
public sealed class RandomPageTests
{
    private const int Steps = 60;

    public static TheoryData<int> Seeds => [.. Enumerable.Range(1, 40)];

    [Theory]
    [MemberData(nameof(Seeds))]
    public void After_every_flush_the_browser_shows_what_a_fresh_page_of_the_same_state_would(int seed)
    {
        var random = new Random(seed);
        var state = new RandomState();
        var screen = new Screen(() => new RandomPage(seed, state));
        var ever = new HashSet<uint>();
        HashSet<uint> before = Ids(screen);
        uint highest = before.Max();
        ever.UnionWith(before);
        for (int step = 0; step < Steps; step++)
        {
            if (random.Next(3) == 0)
            {
                screen.Click("step");
                screen.Flush();
            }
            else
            {
                // Screen itself compares the patched document with WriteDocument, and with WriteHtml as a browser reads it, numbers included.
                screen.Turn(() => state.Step(random));
            }
            Assert.Null(screen.Page.Failure);
            RandomState copy = state.Copy();
            var fresh = new Screen(() => new RandomPage(seed, copy));
            Assert.Equal(fresh.Document.ToCanonical(), screen.Document.ToCanonical());
            Assert.Equal(fresh.Page.NodeCount, screen.Page.NodeCount);

            HashSet<uint> now = Ids(screen);
            Assert.All(now.Except(before), id => Assert.False(ever.Contains(id), $"The number {id} was used again."));
            Assert.All(now.Except(before), id => Assert.True(id > highest));
            ever.UnionWith(now);
            highest = ever.Max();
            before = now;
        }
    }

    [Theory]
    [MemberData(nameof(Seeds))]
    public void The_estimate_and_the_tree_are_back_where_they_were_when_the_state_is(int seed)
    {
        var random = new Random(seed);
        var state = new RandomState();
        state.Step(random);
        RandomState start = state.Copy();
        var screen = new Screen(() => new RandomPage(seed, state));
        (long bytes, int nodes) = (screen.Page.Bytes, screen.Page.NodeCount);
        for (int step = 0; step < Steps; step++)
        {
            screen.Turn(() => state.Step(random));
        }

        screen.Turn(() => state.Take(start));
        Assert.Equal(nodes, screen.Page.NodeCount);
        // Tables keep their capacity, and those of signals with several readers too.
        Assert.InRange(screen.Page.Bytes, bytes - 2048, bytes + 8192);

        screen.Page.Unmount();
        Assert.All(state.Numbers, number => Assert.False(number.IsObserved));
        Assert.All(state.Texts, text => Assert.False(text.IsObserved));
        Assert.All(state.Lists, list => Assert.False(list.IsObserved));
        Assert.Equal(0, screen.Page.NodeCount);
        Assert.InRange(screen.Page.Bytes, 0, 4096);
    }

    private static HashSet<uint> Ids(Screen screen) =>
        [.. screen.Document.ToCanonical(ids: true).Split('\n').Skip(2).Select(line => line.TrimStart().Split(' ')[0]).Where(word => word.Length > 0)
            .Select(word => uint.Parse(word, CultureInfo.InvariantCulture))];
}
