using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Rendering;

/// <content>The tree: what comes and goes, and what fails in it.</content>
internal sealed partial class MountedPage
{
    /// <summary>Makes a node part of the page, below a parent; returns what stands there now, which is an empty fragment where the node could not.</summary>
    internal Node Mount(Node parent, Node node)
    {
        if (node.Parent is not null)
        {
            Failed(parent, new InvalidOperationException($"The same {Describe(node)} stands in the page twice. A node has one place: make another for the second. One that is kept in a field and goes to a place before its old one is still at the old one then: take it out in one turn, and put it in in the next."), FailurePlace.Render);
            node = Fragment.Empty();
        }

        node.Parent = parent;
        node.Depth = (ushort)(parent.Depth + 1);
        NodeCount++;
        if (node.Depth > _budget.Depth)
        {
            Exhaust(node, $"The page is more than {_budget.Depth} levels deep: a component renders itself?");
        }
        else if (NodeCount > _budget.Nodes)
        {
            Exhaust(node, $"The page has more than {_budget.Nodes} nodes. Show a part of what there is, page by page.");
        }

        if (Failure is not null)
        {
            node.Parent = null;
            node = new Fragment([]) { Parent = parent, Depth = node.Depth };
            Account(node.Size);
            return node;
        }

        _mounting++;
        try
        {
            node.Mount(this);
        }
        finally
        {
            _mounting--;
        }

        Account(node.Size);
        return node;
    }

    internal void MountAll(Node parent, Span<Node> nodes)
    {
        if (nodes.Length > 1)
        {
            KeyedChildren.RefuseTwins(parent, nodes, this);
        }

        for (int i = 0; i < nodes.Length; i++)
        {
            nodes[i] = Mount(parent, nodes[i]);
        }
    }

    /// <summary>Takes a node and all in it out of the page.</summary>
    internal void Unmount(Node node)
    {
        Node? outer = _leaving;
        _leaving = node;
        try
        {
            Leave(node);
        }
        finally
        {
            _leaving = outer;
        }
    }

    private void Leave(Node node)
    {
        foreach (Node inner in node.Inner)
        {
            Leave(inner);
        }

        Account(-node.Size);
        NodeCount--;
        node.Unmount(this);
        node.Parent = null;
    }

    /// <summary>A node that is there already gets one more around it.</summary>
    internal void Wrapped(Node wrapper)
    {
        NodeCount++;
        Account(wrapper.Size);
    }

    /// <summary>Whether so many more nodes may come.</summary>
    internal bool HasRoom(Node place, int nodes)
    {
        if (nodes > _budget.Nodes)
        {
            Exhaust(place, $"A list of {nodes} rows is more than the {_budget.Nodes} nodes that a page may have. Show a part of it, page by page.");
        }

        return Failure is null;
    }

    /// <summary>Ends what belongs to something that is gone.</summary>
    internal void EndOwned(ref Owned owned, Node place)
    {
        if (owned.IsEmpty)
        {
            return;
        }

        try
        {
            owned.End();
        }
        catch (Exception error)
        {
            Failed(place, error, FailurePlace.Unmount);
        }
    }

    /// <summary>Something of the author's has thrown: the nearest boundary takes it, or the page has failed.</summary>
    internal void Failed(Node? node, Exception error, FailurePlace place)
    {
        var failure = new PageFailure(error, place, ComponentOf(node));
        for (Node? outer = place == FailurePlace.Unmount ? null : node; outer is not null; outer = outer.Parent)
        {
            if (outer is BoundaryRegion boundary && boundary.Take(failure))
            {
                Report(failure);
                return;
            }
        }

        if (place != FailurePlace.Unmount)
        {
            Failure ??= failure;
        }

        Report(failure);
    }

    /// <inheritdoc/>
    protected override void OnFailed(IReaction reaction, Exception exception) => Failed(PlaceOf(reaction), exception, reaction.Links.IsLate ? FailurePlace.Effect : FailurePlace.Render);

    /// <inheritdoc/>
    internal override void Unhandled(Exception exception) => Report(new PageFailure(exception, FailurePlace.AsyncHandler, ComponentOf(_root.Content)));

    private static Node? PlaceOf(IReaction reaction)
    {
        object? at = reaction;
        while (at is Effect effect)
        {
            at = effect.Owner;
        }

        return at as Node ?? (at as IPageReaction)?.Place;
    }

    private void Exhaust(Node? place, string message) => Exhaust(place, new InvalidOperationException(message));

    private void Exhaust(Node? place, Exception error)
    {
        if (Failure is null)
        {
            Failure = new PageFailure(error, FailurePlace.Budget, ComponentOf(place));
            Report(Failure);
        }
    }

    private void Report(PageFailure failure)
    {
        try
        {
            Reported?.Invoke(failure);
        }
        catch (Exception)
        {
            // Who is told must not make it worse.
        }
    }

    private string ComponentOf(Node? node)
    {
        for (; node is not null; node = node.Parent)
        {
            if (node is Component)
            {
                return node.GetType().Name;
            }
        }

        return _root.Content is Component root ? root.GetType().Name : "the page";
    }

    private static string Describe(Node node) => node switch
    {
        ElementNode element => $"<{element.Tag}>",
        Component => node.GetType().Name,
        Region region => region.Title,
        _ => "node",
    };
}
