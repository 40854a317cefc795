using System.Globalization;

namespace Millrace.Live;

/// <summary>
/// What may stand in the parentheses of an element: a text, a child, an attribute or a handler, a signal (its value is a text that follows it), or nothing (<see langword="null"/>).
/// Nobody makes one by hand: everything that fits turns into it by itself.
/// </summary>
public readonly struct Part
{
    private Part(object? content) => Content = content;

    /// <summary>A <see cref="string"/>, <see cref="Node"/>, <see cref="Modifier"/>, <see cref="Readable"/>, <c>Func&lt;string?&gt;</c> or an array of nodes.</summary>
    internal object? Content { get; }

    /// <summary>A text.</summary>
    public static implicit operator Part(string? text) => new(text);

    /// <summary>A child.</summary>
    public static implicit operator Part(Node? node) => new(node);

    /// <summary>Several children.</summary>
    public static implicit operator Part(Node?[]? nodes) => new(nodes);

    /// <summary>Several children.</summary>
    public static implicit operator Part(List<Node>? nodes) => new(nodes?.ToArray());

    /// <summary>An attribute, a property or a handler.</summary>
    public static implicit operator Part(Modifier? modifier) => new(modifier);

    /// <summary>A signal's or a computed value's text, which follows it.</summary>
    public static implicit operator Part(Readable? readable) => new(readable);

    /// <summary>A text that is computed from signals and follows them.</summary>
    public static implicit operator Part(Func<string?>? text) => new(text);

    /// <summary>A number as text, written the same in every culture.</summary>
    public static implicit operator Part(int number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number as text, written the same in every culture.</summary>
    public static implicit operator Part(long number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number as text, written the same in every culture.</summary>
    public static implicit operator Part(double number) => new(number.ToString(CultureInfo.InvariantCulture));

    /// <summary>A number as text, written the same in every culture.</summary>
    public static implicit operator Part(decimal number) => new(number.ToString(CultureInfo.InvariantCulture));
}
