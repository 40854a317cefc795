using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <summary>What is put on an element and is no child of it: an attribute, a class, a style, a property, a handler, a key. Made by the functions of <see cref="Html"/>.</summary>
public abstract class Modifier
{
    private protected Modifier()
    {
    }

    /// <summary>The element that it is on while that is part of a page.</summary>
    internal ElementNode? Owner { get; set; }

    /// <summary>Two modifiers with equal slots are the same one before and after a rendering; of two in the same list the later one counts, unless there may be several.</summary>
    internal abstract ModifierSlot Slot { get; }

    /// <summary>An estimate of what it holds, in bytes.</summary>
    internal abstract int Size { get; }

    /// <summary>The element becomes part of a page: what is bound is evaluated.</summary>
    internal virtual void Mount(MountedPage page)
    {
    }

    /// <summary>The element is part of the page no more.</summary>
    internal virtual void Unmount(MountedPage page)
    {
    }

    /// <summary>Writes what puts it on an element that the browser has already; it is mounted.</summary>
    internal virtual void Add(MountedPage page)
    {
    }

    /// <summary>Writes what takes it off an element that stays; it is mounted until afterwards.</summary>
    internal virtual void Take(MountedPage page)
    {
    }

    /// <summary>Takes over what a newer one of the same slot says, and writes what that changes.</summary>
    internal abstract void Patch(Modifier next, MountedPage page);
}
