namespace Millrace.Live.Host.Rendering;

/// <summary>What makes a node the same one as before, wherever it stands among its siblings.</summary>
internal sealed class KeyModifier(object key) : Modifier
{
    internal object Key { get; } = key;

    internal override ModifierSlot Slot => new(SlotKind.Key, null);

    internal override int Size => 56;

    internal override Modifier Patch(Modifier next, MountedPage page) => next.TakePlaceOf(this);
}
