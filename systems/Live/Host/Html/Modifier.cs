using Millrace.Live.Host.Rendering;

namespace Millrace.Live;

/// <summary>What is put on an element and is no child of it: an attribute, a class, a style, a property, a handler, a key. Made by the functions of <see cref="Html"/>.</summary>
public abstract class Modifier
{
    private ElementNode? _owner;

    private protected Modifier()
    {
    }

    /// <summary>The element that it is on while that is part of a page.</summary>
    internal ElementNode? Owner => _owner;

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

    /// <summary>Writes what turns it into a newer one of the same slot.</summary>
    /// <returns>What is on the element now: this one where nothing differs, else the newer one. What an author made is never changed by that, since it may be on other elements too.</returns>
    internal abstract Modifier Patch(Modifier next, MountedPage page);

    /// <summary>Puts it on an element. One that is on another already, perhaps in another session, stays there, and a copy takes its place here.</summary>
    internal Modifier PutOn(ElementNode element)
    {
        if (Interlocked.CompareExchange(ref _owner, element, null) is null)
        {
            return this;
        }

        var copy = (Modifier)MemberwiseClone();
        copy._owner = element;
        return copy;
    }

    /// <summary>Is on its element no more.</summary>
    internal void Leave() => Volatile.Write(ref _owner, null);

    /// <summary>Is on the element in the place of another.</summary>
    internal Modifier TakePlaceOf(Modifier older)
    {
        if (ReferenceEquals(this, older))
        {
            return this;
        }

        Modifier now = PutOn(older._owner!);
        older.Leave();
        return now;
    }
}
