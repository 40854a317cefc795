using System.Buffers;

namespace Millrace.Live.Host.Rendering;

/// <summary>Siblings of which some have keys: the same key is the same node wherever it stands. Those without a key are the same in the order of their kind.</summary>
internal static class KeyedChildren
{
    internal static Node[] Reconcile(Node container, Node[] old, Node[] next, MountedPage page)
    {
        RefuseTwins(container, next, page);
        var places = new Dictionary<object, int>(old.Length);
        var ordinals = new Dictionary<object, int>();
        HashSet<Node>? same = SameObjects(next);
        for (int i = 0; i < old.Length; i++)
        {
            places[same?.Contains(old[i]) == true ? old[i] : KeyOf(old[i], ordinals)] = i;
        }

        ordinals.Clear();
        int[] sources = ArrayPool<int>.Shared.Rent(next.Length);
        bool[] taken = new bool[old.Length];
        for (int i = 0; i < next.Length; i++)
        {
            Node node = next[i];
            int source = -1;
            if (node.Parent is not null)
            {
                // The same object as before, such as a component that its parent keeps in a field.
                source = places.GetValueOrDefault(node, -1);
            }
            else if (places.TryGetValue(KeyOf(node, ordinals), out int place) && !ReferenceEquals(old[place], node) && Diff.Fits(old[place], node))
            {
                source = place;
            }

            if (source >= 0 && !taken[source])
            {
                taken[source] = true;
                sources[i] = source;
            }
            else
            {
                sources[i] = -1;
            }
        }

        Rearrange(container, old, next, sources.AsSpan(0, next.Length), page);
        ArrayPool<int>.Shared.Return(sources);
        return next;
    }

    /// <summary>Brings old siblings into a new order: patches what stays, removes what goes, moves only what must move, inserts what is new.</summary>
    /// <param name="container">What they stand in.</param>
    /// <param name="old">The siblings as they are.</param>
    /// <param name="next">Descriptions, or nodes that are there and need no patch; afterwards the siblings as they shall be.</param>
    /// <param name="sources">For each of <paramref name="next"/> the place in <paramref name="old"/> of the node that it is, or -1.</param>
    /// <param name="page">The page.</param>
    internal static void Rearrange(Node container, ReadOnlySpan<Node> old, Span<Node> next, ReadOnlySpan<int> sources, MountedPage page)
    {
        Span<bool> stays = old.Length <= 256 ? stackalloc bool[old.Length] : new bool[old.Length];
        bool isInOrder = true;
        int last = -1;
        for (int i = 0; i < next.Length; i++)
        {
            int source = sources[i];
            if (source < 0)
            {
                continue;
            }

            stays[source] = true;
            isInOrder &= source > last;
            last = source;
            Node node = old[source];
            if (!ReferenceEquals(node, next[i]))
            {
                node.Patch(next[i], page);
                next[i] = node;
            }
        }

        for (int i = 0; i < old.Length; i++)
        {
            if (!stays[i])
            {
                Dom.Remove(old[i], page);
                page.Unmount(old[i]);
            }
        }

        Place(container, next, sources, isInOrder, page);
    }

    private static void Place(Node container, Span<Node> next, ReadOnlySpan<int> sources, bool isInOrder, MountedPage page)
    {
        // From first to last, so that the numbers are in the order of the document.
        for (int i = 0; i < next.Length; i++)
        {
            if (sources[i] < 0)
            {
                next[i] = page.Mount(container, next[i]);
            }
        }

        if (page.Patches is null)
        {
            return;
        }

        // From last to first, so that what each is put before is in its place already.
        bool[]? keeps = isInOrder ? null : LongestRun.Of(sources);
        uint before = Dom.After(container);
        for (int i = next.Length - 1; i >= 0; i--)
        {
            if (sources[i] < 0)
            {
                Dom.Insert(container, next[i], before, page);
            }
            else if (keeps is not null && !keeps[i])
            {
                Dom.Move(next[i], before, page);
            }

            if (Dom.First(next[i]) is { } first)
            {
                before = first.Id;
            }
        }
    }

    // Those that are part of the page: the same objects as before, which are known by themselves.
    private static HashSet<Node>? SameObjects(Node[] next)
    {
        HashSet<Node>? same = null;
        foreach (Node node in next)
        {
            if (node.Parent is not null)
            {
                (same ??= []).Add(node);
            }
        }

        return same;
    }

    private static object KeyOf(Node node, Dictionary<object, int> ordinals)
    {
        if (node.Key is { } key)
        {
            return key;
        }

        object kind = node is ElementNode element ? element.Tag : node.GetType();
        int ordinal = ordinals.GetValueOrDefault(kind);
        ordinals[kind] = ordinal + 1;
        return new Unkeyed(kind, ordinal);
    }

    /// <summary>Says so where a key stands twice: the second would be taken for the first at the next change.</summary>
    internal static void RefuseTwins(Node container, ReadOnlySpan<Node> nodes, MountedPage page)
    {
        HashSet<object>? keys = null;
        foreach (Node node in nodes)
        {
            if (node.Key is { } key && !(keys ??= new HashSet<object>(nodes.Length)).Add(key))
            {
                page.Failed(container, new InvalidOperationException($"Two siblings have the key '{key}': a key says which node is which, so each may be there once."), FailurePlace.Render);
                return;
            }
        }
    }

    private sealed record Unkeyed(object Kind, int Ordinal);
}
