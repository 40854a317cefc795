namespace Millrace.Live.Host.Rendering;

/// <summary>What a modifier is on its element.</summary>
internal enum SlotKind : byte
{
    Attribute,
    Class,
    Style,
    Value,
    Checked,
    Event,
    Custom,
    Key,
    Hook,
    Ref,
    Ignore,
    Link,
    Several,
}

/// <summary>The kind and, where an element may have several of that kind, which one.</summary>
internal readonly record struct ModifierSlot(SlotKind Kind, string? Name);
