namespace Millrace.Live.Host.Rendering;

/// <summary>A value for every component below it that asks for one of its type.</summary>
internal sealed class CascadeNode<T>(T value, Node content) : Node
{
    private Node? _content = content;

    /// <summary>The value; who read it runs again when a later rendering gives another.</summary>
    internal Signal<T> Value { get; } = new(value);

    internal override Span<Node> Inner => Few.Of(ref _content);

    internal override int Size => 112;

    internal override void Mount(MountedPage page) => page.MountAll(this, Inner);

    internal override bool Takes(Node next) => next is CascadeNode<T>;

    internal override void Patch(Node next, MountedPage page)
    {
        var newer = (CascadeNode<T>)next;
        Value.Set(newer.Value.Peek());
        _content = Diff.Single(this, _content, newer._content, page);
    }
}
