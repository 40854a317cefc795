using Millrace.Live.Wire;

namespace Millrace.Live;

/// <content>Handlers of fields.</content>
public static partial class Html
{
    /// <summary>The text of a field changes, key by key.</summary>
    public static EventModifier OnInput(Action<string> handler) => new("input", EventKind.Input, handler);

    /// <summary>The text of a field changes, key by key.</summary>
    public static EventModifier OnInput(Func<string, Task> handler) => new("input", EventKind.Input, handler);

    /// <summary>A field has another value and is left, or another choice is made; with several choices the handler gets the first.</summary>
    public static EventModifier OnChange(Action<string> handler) => new("change", EventKind.Change, handler);

    /// <summary>A field has another value and is left, or another choice is made; with several choices the handler gets the first.</summary>
    public static EventModifier OnChange(Func<string, Task> handler) => new("change", EventKind.Change, handler);

    /// <summary>A field has another value and is left, a box is checked, or other choices are made.</summary>
    public static EventModifier OnChange(Action<ChangeEvent> handler) => new("change", EventKind.Change, handler);

    /// <summary>A field has another value and is left, a box is checked, or other choices are made.</summary>
    public static EventModifier OnChange(Func<ChangeEvent, Task> handler) => new("change", EventKind.Change, handler);

    /// <summary>A box is checked or not any more.</summary>
    public static EventModifier OnCheck(Action<bool> handler) => new("change", EventKind.Change, handler);

    /// <summary>A box is checked or not any more.</summary>
    public static EventModifier OnCheck(Func<bool, Task> handler) => new("change", EventKind.Change, handler);

    /// <summary>The element's hook, or <c>live.send</c> of a script, raises an event of this name.</summary>
    public static EventModifier OnCustom(string name, Action<CustomEvent> handler) => new(name, EventKind.Custom, handler);

    /// <summary>The element's hook, or <c>live.send</c> of a script, raises an event of this name.</summary>
    public static EventModifier OnCustom(string name, Func<CustomEvent, Task> handler) => new(name, EventKind.Custom, handler);
}
