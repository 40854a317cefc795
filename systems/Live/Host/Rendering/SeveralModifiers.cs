namespace Millrace.Live.Host.Rendering;

/// <summary>Modifiers that come together, such as a field's value and the handler that writes it back; on the element each stands for itself.</summary>
internal sealed class SeveralModifiers(params Modifier[] all) : Modifier
{
    internal Modifier[] All { get; } = all;

    internal override ModifierSlot Slot => new(SlotKind.Several, null);

    internal override int Size => 0;

    internal override Modifier Patch(Modifier next, MountedPage page) => throw new InvalidOperationException("Modifiers that come together are taken apart when their element is made.");
}
