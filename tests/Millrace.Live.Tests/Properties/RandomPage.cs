using static Millrace.Live.Html;

namespace Millrace.Live.Tests.Properties;

/// <summary>
/// A page whose structure is a function of a seed and of the state alone: elements with and without keys, bound texts, attributes, classes and styles, conditions, lists, regions that
/// become something else with the state, and components in components.
/// </summary>
internal sealed class RandomPage(int seed, RandomState state) : Component
{
    protected override Node Render() => Main(
        Button(Id("step"), OnClick(() => state.Step(new Random(HashCode(seed, state.Numbers.Sum(number => number.Peek()))))), "Step"),
        When(state.Shown, () => Fragment(Nodes(seed, 0))));

    private static int HashCode(int first, int second)
    {
        // Not System.HashCode: that is another one in each process, and a failing seed must fail again.
        uint hash = ((uint)first * 2_654_435_761) ^ (((uint)second + 0x9E37_79B9) * 2_246_822_519);
        hash ^= hash >> 15;
        return (int)((hash * 3_266_489_917) >> 1);
    }

    private IEnumerable<Node?> Nodes(int own, int depth)
    {
        var random = new Random(own);
        int count = depth == 0 ? 6 : random.Next(4);
        bool isKeyed = random.Next(2) == 0;
        int[] keys = [.. Enumerable.Range(0, 8)];
        random.Shuffle(keys);
        for (int index = 0; index < count; index++)
        {
            int inner = HashCode(own, index);
            // Keyed ones among others without: what an author may write.
            yield return isKeyed && random.Next(4) > 0 ? Keyed(keys[index], inner, depth) : One(inner, depth);
        }
    }

    private Node Keyed(int key, int own, int depth) => Section(Key(key), Class("keyed"), Text($"key {key}"), Fragment(depth < 4 ? Nodes(HashCode(own, key), depth + 1) : []));

    private Node? One(int own, int depth)
    {
        var random = new Random(own);
        Signal<int> number = state.Numbers[random.Next(state.Numbers.Length)];
        Signal<string> text = state.Texts[random.Next(state.Texts.Length)];
        Signal<int[]> list = state.Lists[random.Next(state.Lists.Length)];
        int inner = HashCode(own, 1);
        switch (random.Next(depth < 4 ? 14 : 6))
        {
            case 0:
                return Text($"fixed {own % 10}");
            case 1:
                return P("Number: ", number, " and ", text, Text(() => number.Value > 2 ? " many" : ""));
            case 2:
                return Span(Class("on", () => number.Value % 2 == 1), Class($"c{own % 3}"), Style("color", () => number.Value == 0 ? null : "red"), text);
            case 3:
                return Input(Type("text"), Value(text), Disabled(() => number.Value == 1), Attr("data-n", number));
            case 4:
                return Text(() => string.Concat(Enumerable.Repeat(text.Value, number.Value)));
            case 5:
                return number.Peek() < 0 ? null : Div(Attr("title", () => number.Value == 3 ? null : text.Value));
            case 6:
                return Div(Fragment(Nodes(inner, depth + 1)));
            case 7:
                return When(() => number.Value > 1, () => Fragment(Nodes(inner, depth + 1)), () => Fragment(Nodes(HashCode(own, 2), depth + 1)));
            case 8:
                return Ul(Each(list, item => item, item => Li(Text($"item {item} "), text)));
            case 9:
                return Ul(Li("first"), Each(list, item => item, item => (item % 3) switch
                {
                    0 => Fragment(Li($"{item} a"), Li($"{item} b")),
                    1 => item % 2 == 0 ? null : Li(Text(() => $"{item} of {number.Value}")),
                    _ => number.Value % 2 == 0 ? Li($"{item} even") : Fragment(Li($"{item} odd"), Li("more")),
                }), Li("last"));
            case 10:
                return Region(() => Fragment(Nodes(HashCode(own, number.Value), depth + 1)));
            case 11:
                return Div(Region(() => One(HashCode(own, 10 + number.Value), depth + 1)), Region(() => One(HashCode(own, 20 + number.Value), depth + 1)));
            case 12:
                return Region(() => new Nested { Outer = this, Own = inner, Level = depth + 1, Number = number.Value });
            default:
                return new Nested { Outer = this, Own = inner, Level = depth + 1, Number = own % 4 };
        }
    }

    /// <summary>A component with parameters, and an effect that writes nothing.</summary>
    internal sealed class Nested : Component
    {
        public RandomPage? Outer { get; set; }

        public int Own { get; set; }

        public int Level { get; set; }

        public int Number { get; set; }

        protected override Node Render() => Article(Attr("data-number", Number), Fragment(Outer!.Nodes(HashCode(Own, Number % 3), Level)));

        protected override void OnMounted() => _ = new Effect(() => _ = Outer!.Read(Number));
    }

    private int Read(int index) => state.Numbers[index % state.Numbers.Length].Value;
}
