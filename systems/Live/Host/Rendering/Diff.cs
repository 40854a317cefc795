namespace Millrace.Live.Host.Rendering;

/// <summary>Brings what is there to what is described, and writes what that takes. Never throws: what an author's code throws on the way goes to boundaries.</summary>
internal static class Diff
{
    /// <summary>One place that holds one node or none; returns what it holds now.</summary>
    internal static Node? Single(Node container, Node? old, Node? next, MountedPage page)
    {
        if (ReferenceEquals(old, next))
        {
            return old;
        }

        if (old is not null && next is not null && Fits(old, next))
        {
            old.Patch(next, page);
            return old;
        }

        return Replace(container, old, next, page);
    }

    /// <summary>Takes out what is there, and puts in what comes.</summary>
    internal static Node? Replace(Node container, Node? old, Node? next, MountedPage page)
    {
        if (old is null && next is null)
        {
            return null;
        }

        uint before = page.Patches is null ? 0 : Dom.After(container, old);
        return Replace(container, old, next, before, page);
    }

    /// <summary>Takes out what is there, and puts what comes before a node that the browser has.</summary>
    internal static Node? Replace(Node container, Node? old, Node? next, uint before, MountedPage page)
    {
        uint only = page.Patches is not null && next is not null && old is not null && Dom.Count(old) == 1 ? Dom.First(old)!.Id : 0;
        if (old is not null)
        {
            if (only == 0)
            {
                Dom.Remove(old, page);
            }

            page.Unmount(old);
        }

        if (next is null)
        {
            return null;
        }

        next = page.Mount(container, next);
        if (only != 0)
        {
            Dom.InsertInsteadOf(only, container, next, before, page);
        }
        else
        {
            Dom.Insert(container, next, before, page);
        }

        return next;
    }

    /// <summary>Several siblings; returns what they are now.</summary>
    internal static Node[] Children(Node container, Node[] old, Node[] next, MountedPage page) =>
        IsKeyed(old, next) ? KeyedChildren.Reconcile(container, old, next, page) : InPlace(container, old, next, page);

    /// <summary>Whether a description is the same node as one that is there.</summary>
    internal static bool Fits(Node old, Node next) => next.Parent is null && old.Takes(next) && Equals(old.Key, next.Key);

    private static Node[] InPlace(Node container, Node[] old, Node[] next, MountedPage page)
    {
        int common = Math.Min(old.Length, next.Length);
        for (int i = 0; i < common; i++)
        {
            if (Fits(old[i], next[i]))
            {
                old[i].Patch(next[i], page);
            }
            else if (!ReferenceEquals(old[i], next[i]))
            {
                old[i] = Replace(container, old[i], next[i], page)!;
            }
        }

        if (old.Length == next.Length)
        {
            return old;
        }

        for (int i = old.Length - 1; i >= common; i--)
        {
            Dom.Remove(old[i], page);
            page.Unmount(old[i]);
        }

        Array.Copy(old, next, common);
        uint before = page.Patches is null || next.Length == common ? 0 : Dom.After(container);
        for (int i = common; i < next.Length; i++)
        {
            next[i] = page.Mount(container, next[i]);
            Dom.Insert(container, next[i], before, page);
        }

        return next;
    }

    private static bool IsKeyed(Node[] old, Node[] next)
    {
        foreach (Node node in next)
        {
            if (node.Key is not null || node.Parent is not null)
            {
                return true;
            }
        }

        foreach (Node node in old)
        {
            if (node.Key is not null)
            {
                return true;
            }
        }

        return false;
    }
}
