namespace Millrace.Live.Host.Rendering;

/// <summary>Brings an element's modifiers to what a rendering of another shape says.</summary>
internal static class ModifierDiff
{
    internal static Modifier[] Reconcile(ElementNode element, ReadOnlySpan<Modifier> old, ReadOnlySpan<Modifier> now, MountedPage page)
    {
        var all = new Modifier[now.Length];
        bool[] taken = new bool[old.Length];
        for (int i = 0; i < now.Length; i++)
        {
            ModifierSlot slot = now[i].Slot;
            for (int j = 0; j < old.Length; j++)
            {
                if (!taken[j] && old[j].Slot == slot)
                {
                    taken[j] = true;
                    all[i] = old[j];
                    break;
                }
            }
        }

        for (int j = 0; j < old.Length; j++)
        {
            if (!taken[j])
            {
                old[j].Take(page);
                ElementNode.UnmountModifier(old[j], page);
            }
        }

        for (int i = 0; i < now.Length; i++)
        {
            if (all[i] is { } stays)
            {
                all[i] = stays.Patch(now[i], page);
                continue;
            }

            all[i] = element.MountModifier(now[i], page);
            all[i].Add(page);
        }

        return all;
    }
}
