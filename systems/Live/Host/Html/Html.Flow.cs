using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <summary>
/// The words in which a component says what it looks like; brought in with <c>using static Millrace.Live.Html;</c>. Every text is escaped. What stands in an element is described in order:
/// children, attributes, handlers, signals.
/// </summary>
/// <content>Texts, lists, conditions and what goes beyond elements.</content>
public static partial class Html
{
    /// <summary>An element that has no function of its own here, such as a custom element.</summary>
    /// <exception cref="ArgumentException">The name is none, or that of an element that may not be part of a page's tree, such as <c>script</c>.</exception>
    public static Node Element(string tag, params ReadOnlySpan<Part> parts) => ElementNode.Create(Names.Element(tag), parts);

    /// <summary>A text that stays.</summary>
    public static Node Text(string text) => new TextNode(text ?? "");

    /// <summary>A text that is computed from signals and follows them.</summary>
    public static Node Text(Func<string?> text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return new BoundText(text);
    }

    /// <summary>HTML as it is, the only child of its element. Whoever writes it vouches for it: never pass what a user has typed.</summary>
    public static Node Raw(string trustedHtml) => new RawNode(trustedHtml ?? "");

    /// <summary>Several nodes without an element around them.</summary>
    public static Node Fragment(params ReadOnlySpan<Part> parts) => ElementParts.Fragment(parts);

    /// <summary>Several nodes without an element around them.</summary>
    [System.Runtime.CompilerServices.OverloadResolutionPriority(1)]
    public static Node Fragment(IEnumerable<Node?> nodes) => new Fragment([.. nodes.OfType<Node>()]);

    /// <summary>A part of a component that runs again alone when what it read itself has changed.</summary>
    public static Node Region(Func<Node?> render)
    {
        ArgumentNullException.ThrowIfNull(render);
        return new FunctionRegion(render);
    }

    /// <summary>Shows something while a condition holds. It is made anew each time the condition turns.</summary>
    public static Node When(Func<bool> condition, Func<Node?> then, Func<Node?>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        ArgumentNullException.ThrowIfNull(then);
        return new WhenRegion(condition, then, otherwise);
    }

    /// <summary>Shows something while a condition holds. It is made anew each time the condition turns.</summary>
    public static Node When(Readable<bool> condition, Func<Node?> then, Func<Node?>? otherwise = null)
    {
        ArgumentNullException.ThrowIfNull(condition);
        return When(() => condition.Value, then, otherwise);
    }

    /// <summary>
    /// A row for each item of a list that changes. A row is known by its key: it moves with its item, with focus and what was typed, and is made again only when another item has its key.
    /// Items should be values that do not change by themselves (records, strings), or hold signals.
    /// </summary>
    public static Node Each<T, TKey>(Func<IEnumerable<T>?> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull
    {
        ArgumentNullException.ThrowIfNull(items);
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(row);
        return new EachNode<T, TKey>(items, key, row);
    }

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(Readable<List<T>> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items.Value, key, row);

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(Readable<IReadOnlyList<T>> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items.Value, key, row);

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(Readable<T[]> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items.Value, key, row);

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(Readable<System.Collections.Immutable.ImmutableList<T>> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items.Value, key, row);

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(Readable<System.Collections.Immutable.ImmutableArray<T>> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items.Value, key, row);

    /// <inheritdoc cref="Each{T, TKey}(Func{IEnumerable{T}?}, Func{T, TKey}, Func{T, Node?})"/>
    public static Node Each<T, TKey>(IEnumerable<T> items, Func<T, TKey> key, Func<T, Node?> row)
        where TKey : notnull => Each(() => items, key, row);

    /// <summary>
    /// A part of the page whose failures end at it: what throws in it, in rendering, in handlers, in effects, has the fallback shown instead, and the rest of the page goes on.
    /// <c>failure.Retry()</c> makes the content anew.
    /// </summary>
    public static Node Boundary(Func<Node?> content, Func<PageFailure, Node?> fallback)
    {
        ArgumentNullException.ThrowIfNull(content);
        ArgumentNullException.ThrowIfNull(fallback);
        return new BoundaryRegion(content, fallback);
    }

    /// <summary>Gives a value to all components in it that ask for one of its type with <c>Inherited&lt;T&gt;()</c>.</summary>
    public static Node Cascade<T>(T value, params ReadOnlySpan<Part> parts) => new CascadeNode<T>(value, ElementParts.Fragment(parts));
}
