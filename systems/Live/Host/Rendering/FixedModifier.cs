namespace Millrace.Live.Host.Rendering;

/// <summary>A mark for the browser's script: the name of a hook, or that the server does not touch what is below. It is not changed on an element that stays.</summary>
internal sealed class FixedModifier(SlotKind kind, string attribute, string value) : Modifier
{
    internal string Attribute { get; } = attribute;

    internal string Value { get; } = value;

    internal override ModifierSlot Slot => new(kind, null);

    internal override int Size => 56;

    internal override void Add(MountedPage page) => page.Patches?.SetAttribute(Owner!.Id, Attribute, Value);

    internal override void Take(MountedPage page) => page.Patches?.RemoveAttribute(Owner!.Id, Attribute);

    internal override Modifier Patch(Modifier next, MountedPage page)
    {
        if (((FixedModifier)next).Value == Value)
        {
            return this;
        }

        Modifier now = next.TakePlaceOf(this);
        now.Add(page);
        return now;
    }
}
