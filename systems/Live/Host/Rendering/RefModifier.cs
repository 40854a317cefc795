namespace Millrace.Live.Host.Rendering;

/// <summary>Lets an author's <see cref="Ref"/> point at the element.</summary>
internal sealed class RefModifier(Ref handle) : Modifier
{
    private Ref _handle = handle;

    internal override ModifierSlot Slot => new(SlotKind.Ref, null);

    internal override int Size => 80;

    internal override void Mount(MountedPage page) => _handle.Attach(Owner!, page);

    internal override void Unmount(MountedPage page) => _handle.Detach(Owner!);

    internal override void Patch(Modifier next, MountedPage page)
    {
        Ref newer = ((RefModifier)next)._handle;
        if (!ReferenceEquals(newer, _handle))
        {
            _handle.Detach(Owner!);
            _handle = newer;
            _handle.Attach(Owner!, page);
        }
    }
}
