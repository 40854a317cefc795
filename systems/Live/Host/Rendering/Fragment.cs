namespace Millrace.Live.Host.Rendering;

/// <summary>Several nodes without an element around them.</summary>
internal sealed class Fragment(Node[] nodes) : Node
{
    private Node[] _nodes = nodes;

    internal override Span<Node> Inner => _nodes;

    internal override int Size => 64 + (_nodes.Length * 8);

    /// <summary>Stands where something could not be.</summary>
    internal static Fragment Empty() => new([]);

    internal override void Mount(MountedPage page) => page.MountAll(this, _nodes);

    internal override bool Takes(Node next) => next is Fragment;

    internal override void Patch(Node next, MountedPage page)
    {
        int before = _nodes.Length;
        _nodes = Diff.Children(this, _nodes, ((Fragment)next)._nodes, page);
        page.Account((_nodes.Length - before) * 8);
    }
}
