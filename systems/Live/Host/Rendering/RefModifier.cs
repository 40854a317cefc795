namespace Millrace.Live.Host.Rendering;

/// <summary>Lets an author's <see cref="Ref"/> point at the element.</summary>
internal sealed class RefModifier(Ref handle) : Modifier
{
    private readonly Ref _handle = handle;

    internal override ModifierSlot Slot => new(SlotKind.Ref, null);

    internal override int Size => 80;

    internal override void Mount(MountedPage page) => _handle.Attach(Owner!, page);

    internal override void Unmount(MountedPage page) => _handle.Detach(Owner!);

    internal override Modifier Patch(Modifier next, MountedPage page)
    {
        var newer = (RefModifier)next;
        if (ReferenceEquals(newer._handle, _handle))
        {
            return this;
        }

        _handle.Detach(Owner!);
        Modifier now = newer.TakePlaceOf(this);
        now.Mount(page);
        return now;
    }
}
