using Millrace.Live.Host.Rendering;
using Millrace.Live.Wire;

namespace Millrace.Live;

/// <summary>
/// A piece of a page: an element, a text, a component, a list. What the functions of <see cref="Html"/> return is a description; the one that was there first is kept, and what a later rendering
/// says in its place is compared with it. A node stands in one place: the same object is not used twice.
/// </summary>
public abstract class Node
{
    private protected Node()
    {
    }

    /// <summary>What it stands in; null while it is part of no page.</summary>
    internal Node? Parent { get; set; }

    /// <summary>Its number for the browser, given when it becomes part of a page; 0 for nodes that the browser knows nothing of.</summary>
    internal uint Id { get; set; }

    /// <summary>How deep it stands below the root.</summary>
    internal ushort Depth { get; set; }

    /// <summary>Whether it is a node of the browser's document: an element, a text, raw HTML.</summary>
    internal virtual bool IsDom => false;

    /// <summary>What stands in it, in order.</summary>
    internal virtual Span<Node> Inner => default;

    /// <summary>What says that a node is the same one as before, though it stands elsewhere among its siblings.</summary>
    internal virtual object? Key => null;

    /// <summary>An estimate of what it holds without what stands in it, in bytes on a 64-bit machine.</summary>
    internal abstract int Size { get; }

    /// <summary>Becomes part of a page: <see cref="Parent"/> and <see cref="Depth"/> are set; gives numbers and runs what is bound, in the order of the document. Does not throw.</summary>
    internal abstract void Mount(MountedPage page);

    /// <summary>Is part of the page no more; what stands in it is told already. Does not throw.</summary>
    internal virtual void Unmount(MountedPage page)
    {
    }

    /// <summary>Whether a newer description can be taken over, or needs a node of its own.</summary>
    internal abstract bool Takes(Node next);

    /// <summary>Takes over what a newer description says, and writes what that changes. Does not throw.</summary>
    internal abstract void Patch(Node next, MountedPage page);

    /// <summary>Writes it and what stands in it as part of a tree.</summary>
    internal virtual void WriteTree(TreeWriter tree, MountedPage page)
    {
        foreach (Node node in Inner)
        {
            node.WriteTree(tree, page);
        }
    }

    /// <summary>Writes it and what stands in it as HTML.</summary>
    internal virtual void WriteHtml(ref HtmlWriter html, MountedPage page)
    {
        foreach (Node node in Inner)
        {
            node.WriteHtml(ref html, page);
        }
    }

    /// <summary>The page that it is part of.</summary>
    internal MountedPage? FindPage()
    {
        Node node = this;
        while (node.Parent is { } parent)
        {
            node = parent;
        }

        return (node as RootNode)?.Page;
    }
}
