namespace Millrace.Live;

/// <summary>A key went down or up.</summary>
/// <param name="Key">What the key means, as the browser calls it: <c>a</c>, <c>Enter</c>, <c>ArrowUp</c>.</param>
/// <param name="Code">Where the key is: <c>KeyA</c>, <c>Enter</c>.</param>
/// <param name="Modifiers">The keys held.</param>
/// <param name="Repeat">The key is held down and repeats.</param>
/// <param name="Composing">An input method is composing a character.</param>
public sealed record KeyEvent(string Key, string Code, KeyModifiers Modifiers, bool Repeat, bool Composing);
