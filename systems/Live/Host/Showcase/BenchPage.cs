using System.Globalization;
using System.Text;
using static Millrace.Live.Html;

namespace Millrace.Live;

/// <summary>
/// The page that <c>millrace run live</c> drives: a field, the echo of what is typed into it, and a list of which each input changes one item.
/// <c>?list=N</c> says how many items, <c>&amp;style=rendered</c> that the list is rendered again on each input instead of being bound to signals.
/// </summary>
internal sealed class BenchPage : Component
{
    private const int MostItems = 10_000;
    private const int UsualItems = 20;

    private readonly Signal<string> _echo = new("");
    private Signal<string>[] _bound = [];
    private Signal<string[]>? _rendered;

    protected override Node Render()
    {
        int count = int.TryParse(Page.Query("list"), NumberStyles.None, CultureInfo.InvariantCulture, out int asked) ? Math.Clamp(asked, 1, MostItems) : UsualItems;
        bool isRendered = Page.Query("style") == "rendered";
        Action<string> type = isRendered ? TypeRendered : TypeBound;
        return Div(Input(OnInput(type)), Div(Id("echo"), _echo), isRendered ? Rendered(count) : Bound(count));
    }

    // Each item is a signal in the tree: only its text changes, and nothing is rendered again.
    private Node Bound(int count)
    {
        _bound = [.. Enumerable.Range(0, count).Select(i => new Signal<string>(FirstText(i)))];
        return Ul([.. _bound.Select(item => Li(item))]);
    }

    // The whole list is one value: it is rendered again and compared with what was there.
    private Node Rendered(int count)
    {
        Signal<string[]> items = _rendered = new([.. Enumerable.Range(0, count).Select(FirstText)]);
        return Region(() => Ul([.. items.Value.Select((text, i) => Li(Key(i), text))]));
    }

    private void TypeBound(string value)
    {
        _echo.Value = value;
        _bound[Place(value, _bound.Length)].Value = value;
    }

    private void TypeRendered(string value)
    {
        _echo.Value = value;
        _rendered!.Mutate(items => items[Place(value, items.Length)] = value);
    }

    private static string FirstText(int i) => string.Create(CultureInfo.InvariantCulture, $"Item {i}");

    private static int Place(string value, int count) => (int)(Fnv1a(value) % (uint)count);

    // FNV-1a of 32 bits over the value's UTF-8 (draft-eastlake-fnv, section 2): spreads the changes evenly over the list, the same in every run.
    private static uint Fnv1a(string value)
    {
        uint hash = 2166136261;
        Span<byte> bytes = stackalloc byte[4];
        foreach (Rune rune in value.EnumerateRunes())
        {
            foreach (byte octet in bytes[..rune.EncodeToUtf8(bytes)])
            {
                hash = (hash ^ octet) * 16777619;
            }
        }

        return hash;
    }
}
