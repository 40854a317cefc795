namespace Millrace.Live.Tests.Properties;

/// <summary>The signals that a random page shows; two of them with the same history hold the same.</summary>
internal sealed class RandomState
{
    internal Signal<int>[] Numbers { get; } = [.. Enumerable.Range(0, 6).Select(_ => new Signal<int>(0))];

    internal Signal<string>[] Texts { get; } = [.. Enumerable.Range(0, 4).Select(index => new Signal<string>($"text {index}"))];

    internal Signal<int[]>[] Lists { get; } = [.. Enumerable.Range(0, 3).Select(_ => new Signal<int[]>([]))];

    /// <summary>Whether anything is shown at all.</summary>
    internal Signal<bool> Shown { get; } = new(true);

    internal RandomState Copy()
    {
        var copy = new RandomState();
        copy.Take(this);
        return copy;
    }

    /// <summary>Takes the values of another one over.</summary>
    internal void Take(RandomState other)
    {
        Shown.Value = other.Shown.Peek();
        for (int index = 0; index < Numbers.Length; index++)
        {
            Numbers[index].Value = other.Numbers[index].Peek();
        }
        for (int index = 0; index < Texts.Length; index++)
        {
            Texts[index].Value = other.Texts[index].Peek();
        }
        for (int index = 0; index < Lists.Length; index++)
        {
            Lists[index].Value = other.Lists[index].Peek();
        }
    }

    /// <summary>Changes a few things at once.</summary>
    internal void Step(Random random)
    {
        for (int count = random.Next(1, 5); count > 0; count--)
        {
            switch (random.Next(8))
            {
                case 0 or 1 or 2:
                    Numbers[random.Next(Numbers.Length)].Value = random.Next(5);
                    break;
                case 3 or 4:
                    Texts[random.Next(Texts.Length)].Value = Words(random);
                    break;
                case 7 when random.Next(6) == 0:
                    Shown.Value = !Shown.Peek();
                    break;
                default:
                    Signal<int[]> list = Lists[random.Next(Lists.Length)];
                    list.Value = Reordered(list.Peek(), random);
                    break;
            }
        }
    }

    internal static int[] Reordered(int[] items, Random random)
    {
        List<int> next = [.. items];
        switch (random.Next(5))
        {
            case 0:
                int[] all = [.. next];
                random.Shuffle(all);
                return all;
            case 1 when next.Count > 1:
                int moved = next[random.Next(next.Count)];
                next.Remove(moved);
                next.Insert(random.Next(next.Count + 1), moved);
                break;
            case 2:
                next.RemoveAll(_ => random.Next(3) == 0);
                break;
            default:
                for (int more = random.Next(1, 5); more > 0 && next.Count < 12; more--)
                {
                    int fresh = random.Next(40);
                    if (!next.Contains(fresh))
                    {
                        next.Insert(random.Next(next.Count + 1), fresh);
                    }
                }
                break;
        }
        return [.. next];
    }

    // Short ones, empty ones, what HTML must escape, and what takes several bytes.
    private static string Words(Random random) => random.Next(6) switch
    {
        0 => "",
        1 => "<b onclick=\"x()\">&amp; 'quoted' \"twice\"</b>",
        2 => "Zażółć 漢字 🙂",
        3 => "-->",
        _ => $"word {random.Next(100)}",
    };
}
