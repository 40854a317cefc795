namespace Millrace.Live.Host.Rendering;

/// <summary>
/// The value of a field, or whether a box is checked: what the browser's user changes as well as the server. What the client told in its last event counts as shown, so that typing is not sent
/// back; where the server wants something else, also where it refused what was typed, it says so.
/// </summary>
internal sealed class PropertyModifier(SlotKind kind, object? source) : BoundModifier(source)
{
    /// <summary>What the server wants, as last evaluated.</summary>
    private string? _wanted;

    internal override ModifierSlot Slot => new(kind, null);

    internal bool IsChecked => kind == SlotKind.Checked;

    internal override int Size => 8 + base.Size;

    internal override void Mount(MountedPage page)
    {
        base.Mount(page);
        _wanted = Shown;
    }

    /// <summary>The client shows this now; null: nobody knows what it shows.</summary>
    /// <param name="value">What it shows.</param>
    /// <param name="page">The page.</param>
    /// <param name="isLeft">Whether it is left as it is, until the server wants another value than before.</param>
    internal void ClientShows(string? value, MountedPage page, bool isLeft = false)
    {
        page.Account(((value?.Length ?? 0) - (Shown?.Length ?? 0)) * 2);
        Shown = value;
        if (!isLeft && TextSource.IsBound(Source) && _wanted != value)
        {
            page.Recheck(this);
        }
    }

    /// <summary>Writes what the server wants where the client still shows something else, after the handlers of its event have run.</summary>
    internal void Insist(MountedPage page)
    {
        if (Owner is not null && Shown != _wanted)
        {
            page.Account(((_wanted?.Length ?? 0) - (Shown?.Length ?? 0)) * 2);
            string? before = Shown;
            Shown = _wanted;
            Write(before, _wanted, page);
        }
    }

    // A fixed value is the first value: what the user has made of it since then stays until the page says another.
    internal override Modifier Patch(Modifier next, MountedPage page) => base.Patch(next, page);

    internal override void Run(MountedPage page)
    {
        base.Run(page);
        _wanted = Shown;
    }

    // A field without a value has the empty one; only what is gone altogether leaves no attribute behind.
    private protected override string? Check(string? value) => kind == SlotKind.Checked || (value is null && !TextSource.IsBound(Source)) ? value : value ?? "";

    private protected override void Write(string? before, string? now, MountedPage page)
    {
        if (kind == SlotKind.Checked)
        {
            page.Patches?.SetChecked(Owner!.Id, now is not null);
            return;
        }

        page.Patches?.SetValue(Owner!.Id, now ?? "");
        if (now is null)
        {
            page.Patches?.RemoveAttribute(Owner!.Id, "value");
        }
    }
}
