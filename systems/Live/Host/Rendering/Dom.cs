namespace Millrace.Live.Host.Rendering;

/// <summary>The tree as the browser sees it: without regions, fragments, lists and components, whose nodes are siblings of what stands around them.</summary>
internal static class Dom
{
    /// <summary>How many nodes of the browser's document this is.</summary>
    internal static int Count(Node node)
    {
        if (node.IsDom)
        {
            return 1;
        }

        int count = 0;
        foreach (Node inner in node.Inner)
        {
            count += Count(inner);
        }

        return count;
    }

    /// <summary>The first node of the browser's document in it.</summary>
    internal static Node? First(Node node)
    {
        if (node.IsDom)
        {
            return node;
        }

        foreach (Node inner in node.Inner)
        {
            if (First(inner) is { } first)
            {
                return first;
            }
        }

        return null;
    }

    /// <summary>The only node of the browser's document that stands in a node; null if there are none or several.</summary>
    internal static Node? OnlyIn(ReadOnlySpan<Node> nodes)
    {
        Node? only = null;
        foreach (Node node in nodes)
        {
            Node? found = node.IsDom ? node : First(node);
            if (found is null)
            {
                continue;
            }

            if (only is not null || (!node.IsDom && Count(node) > 1))
            {
                return null;
            }

            only = found;
        }

        return only;
    }

    /// <summary>The text in a node as browsers take it for the value of an option: without white space around it, and one space for any inside.</summary>
    internal static string TextIn(Node node)
    {
        var text = new System.Text.StringBuilder();
        Gather(node, text);
        return string.Join(' ', text.ToString().Split([' ', '\t', '\n', '\f', '\r'], StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Gather(Node node, System.Text.StringBuilder text)
    {
        text.Append(node is TextNode fixedText ? fixedText.Value : (node as BoundText)?.Shown);
        foreach (Node inner in node.Inner)
        {
            Gather(inner, text);
        }
    }

    /// <summary>The id of the browser's node that comes after all that a container holds, among the children of the same element; 0 for none.</summary>
    internal static uint After(Node container) => container.IsDom ? 0 : AfterIn(container.Parent!, container);

    /// <summary>The id of the browser's node that comes after one that stands in a container (null: after all in it), among the children of the same element; 0 for none.</summary>
    internal static uint After(Node container, Node? node) => node is null ? After(container) : AfterIn(container, node);

    /// <summary>The id of the element that a container's nodes are children of.</summary>
    internal static uint ParentOf(Node container)
    {
        while (!container.IsDom)
        {
            container = container.Parent!;
        }

        return container.Id;
    }

    /// <summary>Writes the insertion of what was just mounted.</summary>
    internal static void Insert(Node container, Node node, uint before, MountedPage page)
    {
        if (page.Patches is { } patches)
        {
            Insert(ParentOf(container), node, before, patches, page);
        }
    }

    /// <summary>Writes that what was just mounted comes instead of one node that was there.</summary>
    internal static void InsertInsteadOf(uint old, Node container, Node node, uint before, MountedPage page)
    {
        if (page.Patches is not { } patches)
        {
            return;
        }

        if (Count(node) == 1)
        {
            Node only = First(node)!;
            patches.Replace(old, only.Id);
            only.WriteTree(patches, page);
            return;
        }

        patches.Remove(old);
        Insert(ParentOf(container), node, before, patches, page);
    }

    /// <summary>Writes that a node leaves.</summary>
    internal static void Remove(Node node, MountedPage page)
    {
        if (page.Patches is not { } patches)
        {
            return;
        }

        if (node.IsDom)
        {
            patches.Remove(node.Id);
            return;
        }

        foreach (Node inner in node.Inner)
        {
            Remove(inner, page);
        }
    }

    /// <summary>Writes that a node goes elsewhere among its siblings.</summary>
    internal static void Move(Node node, uint before, MountedPage page)
    {
        if (page.Patches is not { } patches)
        {
            return;
        }

        if (node.IsDom)
        {
            patches.Move(node.Id, before);
            return;
        }

        foreach (Node inner in node.Inner)
        {
            Move(inner, before, page);
        }
    }

    private static void Insert(uint parent, Node node, uint before, Wire.PatchWriter patches, MountedPage page)
    {
        if (node.IsDom)
        {
            patches.Insert(parent, before, node.Id);
            node.WriteTree(patches, page);
            return;
        }

        foreach (Node inner in node.Inner)
        {
            Insert(parent, inner, before, patches, page);
        }
    }

    private static uint AfterIn(Node container, Node node)
    {
        while (true)
        {
            bool isAfter = false;
            foreach (Node inner in container.Inner)
            {
                if (isAfter && First(inner) is { } first)
                {
                    return first.Id;
                }

                isAfter |= ReferenceEquals(inner, node);
            }

            if (container.IsDom)
            {
                return 0;
            }

            node = container;
            container = container.Parent!;
        }
    }
}
