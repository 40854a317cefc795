namespace Millrace.Live.Host.Rendering;

/// <summary>Classes of an element: fixed, bound as a list, or one that a condition turns on. An element may have any number of these; a class is there while any of them says so.</summary>
internal sealed class ClassModifier(string? name, object? source) : BoundModifier(source)
{
    internal override ModifierSlot Slot => new(SlotKind.Class, name);

    /// <summary>The classes, separated by spaces.</summary>
    internal string Classes => Shown is null ? "" : name ?? Shown;

    private protected override void Write(string? before, string? now, MountedPage page)
    {
        if (page.Patches is not { } patches)
        {
            return;
        }

        string was = before is null ? "" : name ?? before;
        string isNow = Classes;
        foreach (string gone in ClassList.Of(was))
        {
            if (!Owner!.HasClass(gone))
            {
                patches.RemoveClass(Owner.Id, gone);
            }
        }

        foreach (string come in ClassList.Of(isNow))
        {
            if (!ClassList.Contains(was, come) && !Owner!.HasClass(come, except: this))
            {
                patches.AddClass(Owner.Id, come);
            }
        }
    }
}
