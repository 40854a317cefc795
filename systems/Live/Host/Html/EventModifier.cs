using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;

namespace Millrace.Live;

/// <summary>A handler of an event, with what the browser does before it tells the server: <c>OnKeyDown(Save).Keys("Enter").Prevent()</c>.</summary>
public sealed class EventModifier : Modifier
{
    private readonly string _event;
    private Delegate _handler;
    private bool _prevents;
    private bool _stops;
    private int _debounce;
    private int _throttle;
    private string[]? _keys;

    internal EventModifier(string name, EventKind kind, Delegate handler, bool prevents = false)
    {
        ArgumentNullException.ThrowIfNull(handler);
        (_event, Kind, _handler, _prevents) = (name, kind, handler, prevents);
    }

    internal EventKind Kind { get; }

    // A script's own event may be called as one of the browser's.
    internal override ModifierSlot Slot => new(Kind == EventKind.Custom ? SlotKind.Custom : SlotKind.Event, _event);

    internal override int Size => 136;

    /// <summary>The browser does not do what it would do by itself, such as following a link.</summary>
    public EventModifier Prevent()
    {
        _prevents = true;
        return this;
    }

    /// <summary>Handlers of elements around this one hear nothing of the event.</summary>
    public EventModifier Stop()
    {
        _stops = true;
        return this;
    }

    /// <summary>The server is told once the event has not happened again for so long (1 to 60,000 ms).</summary>
    public EventModifier Debounce(int milliseconds)
    {
        _debounce = Range(milliseconds);
        return this;
    }

    /// <summary>The server is told at most once in so long (1 to 60,000 ms), of the last event at its end.</summary>
    public EventModifier Throttle(int milliseconds)
    {
        _throttle = Range(milliseconds);
        return this;
    }

    /// <summary>Only these keys, by the name that browsers give them: <c>Enter</c>, <c>Escape</c>, <c>ArrowUp</c>, <c>a</c>, <c>Space</c>.</summary>
    public EventModifier Keys(params string[] keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        foreach (string key in keys)
        {
            if (string.IsNullOrEmpty(key) || key.AsSpan().ContainsAny(" .|"))
            {
                throw new ArgumentException($"'{key}' is no name of a key here. Name keys as browsers do, the space bar 'Space'; the keys '.' and '|' cannot be picked out.", nameof(keys));
            }
        }

        _keys = keys.Length == 0 ? null : [.. keys];
        return this;
    }

    /// <summary>Whether an event of a kind is this one's.</summary>
    internal bool Hears(EventKind kind) => kind == Kind || (Kind == EventKind.Change && kind is EventKind.Toggle or EventKind.Choose);

    /// <summary>Whether a key is one that the handler asked for. The browser looks too, but another handler may have asked for other keys, and a stranger for nothing.</summary>
    internal bool HearsKey(string key) => _keys is null || Array.IndexOf(_keys, key == " " ? "Space" : key) >= 0;

    /// <summary>Whether it hears some keys only.</summary>
    internal bool IsForKeys => _keys is not null;

    /// <summary>Whether the browser does the same for another handler of the same event.</summary>
    internal bool IsHeardAs(EventModifier other) =>
        _prevents == other._prevents && _stops == other._stops && _debounce == other._debounce && _throttle == other._throttle && _keys.AsSpan().SequenceEqual(other._keys);

    /// <summary>Calls the handler.</summary>
    internal Task? Call(in EventFrame frame) => EventCall.Call(_handler, frame);

    internal override Modifier Patch(Modifier next, MountedPage page) => next.TakePlaceOf(this);

    /// <summary>What <c>l-on</c> says of all handlers of an element; null if it has none.</summary>
    internal static string? Specification(ReadOnlySpan<Modifier> modifiers)
    {
        EventModifier? only = null;
        foreach (Modifier modifier in modifiers)
        {
            if (modifier is EventModifier handler && handler.Kind != EventKind.Custom)
            {
                if (only is not null)
                {
                    return SpecificationOfAll(modifiers);
                }

                only = handler;
            }
        }

        return only is null ? null : only.IsPlain ? only._event : only.Specification();
    }

    private bool IsPlain => !_prevents && !_stops && _debounce == 0 && _throttle == 0 && _keys is null;

    private static string SpecificationOfAll(ReadOnlySpan<Modifier> modifiers)
    {
        var items = new List<string>();
        for (int i = 0; i < modifiers.Length; i++)
        {
            if (modifiers[i] is EventModifier handler && handler.Kind != EventKind.Custom && !IsThere(modifiers[..i], handler._event))
            {
                if (IsThere(modifiers[(i + 1)..], handler._event))
                {
                    handler.AddItems(items, modifiers);
                }
                else
                {
                    items.Add(handler.Specification());
                }
            }
        }

        return string.Join(' ', items);
    }

    private static bool IsThere(ReadOnlySpan<Modifier> modifiers, string name)
    {
        foreach (Modifier modifier in modifiers)
        {
            if (modifier is EventModifier { Kind: not EventKind.Custom } handler && handler._event == name)
            {
                return true;
            }
        }

        return false;
    }

    private string Specification() => Item(_prevents, _stops, _debounce, _throttle) + Of(_keys);

    // Several handlers of one event: an item for each way in which keys are heard, those for some keys first, since the first that fits holds.
    private void AddItems(List<string> items, ReadOnlySpan<Modifier> modifiers)
    {
        string? forAll = null;
        var forKeys = new List<(string Item, List<string> Keys)>();
        foreach (Modifier modifier in modifiers)
        {
            if (modifier is not EventModifier { Kind: not EventKind.Custom } handler || handler._event != _event)
            {
                continue;
            }

            string item = handler.ItemAmong(modifiers);
            if (handler._keys is null)
            {
                forAll = item;
                continue;
            }

            if (forKeys.FindIndex(other => other.Item == item) is var at && at < 0)
            {
                at = forKeys.Count;
                forKeys.Add((item, []));
            }

            forKeys[at].Keys.AddRange(handler._keys.Except(forKeys[at].Keys));
        }

        foreach ((string item, List<string> keys) in forKeys)
        {
            if (item != forAll)
            {
                items.Add(item + Of(keys));
            }
        }

        if (forAll is not null)
        {
            items.Add(forAll);
        }
    }

    // What one of those that hear the same key prevents is prevented, what one wants sooner comes so.
    private string ItemAmong(ReadOnlySpan<Modifier> modifiers)
    {
        bool prevents = _prevents, stops = _stops;
        int debounce = _debounce, throttle = _throttle;
        foreach (Modifier modifier in modifiers)
        {
            if (modifier is EventModifier { Kind: not EventKind.Custom } other && other._event == _event && (other._keys is null || (_keys is not null && other._keys.Intersect(_keys).Any())))
            {
                prevents |= other._prevents;
                stops |= other._stops;
                debounce = Math.Min(debounce, other._debounce);
                throttle = Math.Min(throttle, other._throttle);
            }
        }

        return Item(prevents, stops, debounce, throttle);
    }

    private string Item(bool prevents, bool stops, int debounce, int throttle) =>
        $"{_event}{(prevents ? ".p" : "")}{(stops ? ".s" : "")}{(debounce > 0 ? $".d{debounce}" : "")}{(throttle > 0 ? $".t{throttle}" : "")}";

    private static string Of(IEnumerable<string>? keys) => keys is null ? "" : ".k" + string.Join('|', keys);

    private static int Range(int milliseconds) => milliseconds is >= 1 and <= 60_000
        ? milliseconds
        : throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "Give 1 to 60,000 milliseconds.");
}
