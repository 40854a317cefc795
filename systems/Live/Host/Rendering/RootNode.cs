namespace Millrace.Live.Host.Rendering;

/// <summary>The element that holds the page, node 0; the server serves it around what it writes of the page.</summary>
internal sealed class RootNode(MountedPage page) : Node
{
    private Node? _content;

    internal MountedPage Page { get; } = page;

    internal Node? Content
    {
        get => _content;
        set => _content = value;
    }

    internal override bool IsDom => true;

    internal override Span<Node> Inner => Few.Of(ref _content);

    internal override int Size => 40;

    internal override void Mount(MountedPage page)
    {
    }

    internal override bool Takes(Node next) => false;

    internal override void Patch(Node next, MountedPage page)
    {
    }
}
