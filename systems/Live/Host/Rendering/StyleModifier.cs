namespace Millrace.Live.Host.Rendering;

/// <summary>One style property, set through the CSSOM, so that a content security policy without inline styles holds.</summary>
internal sealed class StyleModifier(string property, object? source) : BoundModifier(source)
{
    internal string Property { get; } = property;

    internal override ModifierSlot Slot => new(SlotKind.Style, Property);

    // A semicolon would end the property in l-style; written as an escape it is the same character to CSS, in strings and in addresses.
    private protected override string? Check(string? value) =>
        string.IsNullOrWhiteSpace(value) ? null : value.Contains(';', StringComparison.Ordinal) ? value.Replace(";", "\\3b ", StringComparison.Ordinal) : value;

    private protected override void Write(string? before, string? now, MountedPage page)
    {
        if (now is null)
        {
            page.Patches?.RemoveStyle(Owner!.Id, Property);
        }
        else
        {
            page.Patches?.SetStyle(Owner!.Id, Property, now);
        }
    }
}
