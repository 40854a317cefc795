using System.Globalization;
using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <content>What fields show, and signals that go both ways.</content>
public static partial class Html
{
    /// <summary>The first value of a field, a text area or a select; what the user makes of it stays. On an option or a button its value.</summary>
    public static Modifier Value(string? value) => new PropertyModifier(SlotKind.Value, value);

    /// <summary>The value of a field, following signals: what the user types is put back to it unless a handler takes it.</summary>
    public static Modifier Value(Func<string?> value) => new PropertyModifier(SlotKind.Value, value);

    /// <summary>The value of a field, following a signal: what the user types is put back to it unless a handler takes it.</summary>
    public static Modifier Value(Readable value) => new PropertyModifier(SlotKind.Value, value);

    /// <summary>Whether a box is checked at first.</summary>
    public static Modifier Checked(bool isChecked = true) => new PropertyModifier(SlotKind.Checked, isChecked ? "" : null);

    /// <summary>Whether a box is checked, following signals.</summary>
    public static Modifier Checked(Func<bool> isChecked) => new PropertyModifier(SlotKind.Checked, isChecked);

    /// <summary>Whether a box is checked, following a signal.</summary>
    public static Modifier Checked(Readable<bool> isChecked) => new PropertyModifier(SlotKind.Checked, (Func<bool>)(() => isChecked.Value));

    /// <summary>The value of a field, a text area or a select and a signal, both ways; key by key in a field.</summary>
    public static Modifier Bind(Signal<string> signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SeveralModifiers(new PropertyModifier(SlotKind.Value, signal), OnInput((string value) => signal.Value = value));
    }

    /// <summary>Whether a box is checked and a signal, both ways.</summary>
    public static Modifier Bind(Signal<bool> signal)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SeveralModifiers(Checked(signal), OnCheck((bool isChecked) => signal.Value = isChecked));
    }

    /// <summary>The value of a field and a signal of another type, both ways, when the field is left. What cannot be read as that type is refused, and the field shows the signal again.</summary>
    public static Modifier Bind<T>(Signal<T> signal)
        where T : IParsable<T>
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SeveralModifiers(
            new PropertyModifier(SlotKind.Value, signal),
            OnChange((string value) => signal.Value = T.TryParse(value, CultureInfo.InvariantCulture, out T? parsed)
                ? parsed
                : throw new RefusedValueException($"A field's value is no {typeof(T).Name}.")));
    }

    /// <summary>The value of a select or a field and a signal of an enumeration, both ways: the names of its members, in any case. Anything else is refused.</summary>
    public static Modifier BindEnum<T>(Signal<T> signal)
        where T : struct, Enum
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SeveralModifiers(
            new PropertyModifier(SlotKind.Value, signal),
            OnChange((string value) => signal.Value = Enum.TryParse(value, ignoreCase: true, out T parsed) && Enum.IsDefined(parsed)
                ? parsed
                : throw new RefusedValueException($"A field's value is no {typeof(T).Name}.")));
    }

    /// <summary>A radio button and a signal, both ways: it is chosen while the signal has its value. Give all buttons of the group the same <c>Name</c>.</summary>
    public static Modifier BindChoice(Signal<string> signal, string value)
    {
        ArgumentNullException.ThrowIfNull(signal);
        return new SeveralModifiers(
            new PropertyModifier(SlotKind.Value, value),
            Checked(() => signal.Value == value),
            OnCheck((bool isChosen) =>
            {
                if (isChosen)
                {
                    signal.Value = value;
                }
            }));
    }
}
