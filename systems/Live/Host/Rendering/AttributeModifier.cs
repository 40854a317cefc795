namespace Millrace.Live.Host.Rendering;

/// <summary>An attribute; no value takes it away.</summary>
internal sealed class AttributeModifier(string name, object? source, bool trusted = false) : BoundModifier(source)
{
    internal string Name { get; } = name;

    internal override ModifierSlot Slot => new(SlotKind.Attribute, Name);

    private protected override string? Check(string? value) => trusted || value is null ? value : UrlGuard.Check(Owner, Name, value);

    private protected override void Write(string? before, string? now, MountedPage page)
    {
        if (now is null)
        {
            page.Patches?.RemoveAttribute(Owner!.Id, Name);
        }
        else
        {
            page.Patches?.SetAttribute(Owner!.Id, Name, now);
        }
    }
}
