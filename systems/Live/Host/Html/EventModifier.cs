using System.Text;
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
    private string? _keys;

    internal EventModifier(string name, EventKind kind, Delegate handler, bool prevents = false)
    {
        ArgumentNullException.ThrowIfNull(handler);
        (_event, Kind, _handler, _prevents) = (name, kind, handler, prevents);
    }

    internal EventKind Kind { get; }

    internal override ModifierSlot Slot => new(SlotKind.Event, _event);

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

        _keys = keys.Length == 0 ? null : string.Join('|', keys);
        return this;
    }

    /// <summary>Whether an event of a kind is this one's.</summary>
    internal bool Hears(EventKind kind) => kind == Kind || (Kind == EventKind.Change && kind is EventKind.Toggle or EventKind.Choose);

    /// <summary>Whether the browser does the same for another handler of the same event.</summary>
    internal bool IsHeardAs(EventModifier other) =>
        _prevents == other._prevents && _stops == other._stops && _debounce == other._debounce && _throttle == other._throttle && _keys == other._keys;

    /// <summary>Calls the handler.</summary>
    internal Task? Call(in EventFrame frame) => EventCall.Call(_handler, frame);

    internal override void Patch(Modifier next, MountedPage page)
    {
        var newer = (EventModifier)next;
        (_handler, _prevents, _stops, _debounce, _throttle, _keys) = (newer._handler, newer._prevents, newer._stops, newer._debounce, newer._throttle, newer._keys);
    }

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

        return only is null ? null : only.IsPlain ? only._event : only.Write(new StringBuilder(), modifiers).ToString();
    }

    private bool IsPlain => !_prevents && !_stops && _debounce == 0 && _throttle == 0 && _keys is null;

    private static string SpecificationOfAll(ReadOnlySpan<Modifier> modifiers)
    {
        var all = new StringBuilder();
        for (int i = 0; i < modifiers.Length; i++)
        {
            if (modifiers[i] is EventModifier handler && handler.Kind != EventKind.Custom && !IsThereBefore(modifiers[..i], handler._event))
            {
                handler.Write(all.Length == 0 ? all : all.Append(' '), modifiers);
            }
        }

        return all.ToString();
    }

    private static bool IsThereBefore(ReadOnlySpan<Modifier> before, string name)
    {
        foreach (Modifier modifier in before)
        {
            if (modifier is EventModifier handler && handler._event == name)
            {
                return true;
            }
        }

        return false;
    }

    // Several handlers of one event are one item: what one of them prevents is prevented, what one wants sooner or for every key comes so.
    private StringBuilder Write(StringBuilder text, ReadOnlySpan<Modifier> modifiers)
    {
        bool prevents = false, stops = false, everyKey = false;
        int debounce = int.MaxValue, throttle = int.MaxValue;
        string? keys = null;
        foreach (Modifier modifier in modifiers)
        {
            if (modifier is not EventModifier handler || handler._event != _event)
            {
                continue;
            }

            prevents |= handler._prevents;
            stops |= handler._stops;
            debounce = Math.Min(debounce, handler._debounce);
            throttle = Math.Min(throttle, handler._throttle);
            everyKey |= handler._keys is null;
            keys = keys is null ? handler._keys : $"{keys}|{handler._keys}";
        }

        text.Append(_event).Append(prevents ? ".p" : "").Append(stops ? ".s" : "");
        if (debounce > 0)
        {
            text.Append(".d").Append(debounce);
        }

        if (throttle > 0)
        {
            text.Append(".t").Append(throttle);
        }

        return everyKey ? text : text.Append(".k").Append(keys);
    }

    private static int Range(int milliseconds) => milliseconds is >= 1 and <= 60_000
        ? milliseconds
        : throw new ArgumentOutOfRangeException(nameof(milliseconds), milliseconds, "Give 1 to 60,000 milliseconds.");
}
