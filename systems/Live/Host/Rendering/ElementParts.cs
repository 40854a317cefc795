namespace Millrace.Live.Host.Rendering;

/// <summary>Sorts what stands in the parentheses of an element into children and modifiers.</summary>
internal static class ElementParts
{
    internal static void Sort(string tag, ReadOnlySpan<Part> parts, out object? modifiers, out object? children)
    {
        int modifierCount = 0, childCount = 0;
        foreach (Part part in parts)
        {
            switch (part.Content)
            {
                case null:
                    break;
                case SeveralModifiers several:
                    modifierCount += several.All.Length;
                    break;
                case Modifier:
                    modifierCount++;
                    break;
                case Node?[] nodes:
                    childCount += nodes.Length;
                    break;
                default:
                    childCount++;
                    break;
            }
        }

        modifiers = null;
        children = null;
        if (modifierCount == 1 || childCount == 1)
        {
            foreach (Part part in parts)
            {
                if (modifierCount == 1 && part.Content is Modifier modifier and not SeveralModifiers { All.Length: 0 })
                {
                    modifiers = modifier is SeveralModifiers several ? several.All[0] : modifier;
                }
                else if (childCount == 1 && part.Content is not (null or Modifier or Node?[] { Length: 0 }))
                {
                    children = part.Content is Node?[] one ? one[0] : ChildOf(part.Content);
                }
            }
        }

        if (modifierCount > 1)
        {
            modifiers = ManyModifiers(parts, modifierCount);
        }

        if (childCount > 1)
        {
            children = ManyChildren(parts, childCount);
        }

        if (children is not null && Names.IsVoid(tag))
        {
            throw new InvalidOperationException($"<{tag}> can hold nothing, and something was put into it.");
        }

        if (children is not null && tag == "textarea")
        {
            throw new InvalidOperationException("What stands in a Textarea is its value: Textarea(Value(\"...\")) or Textarea(Bind(signal)).");
        }
    }

    /// <summary>Children without an element around them.</summary>
    internal static Fragment Fragment(ReadOnlySpan<Part> parts)
    {
        Sort("", parts, out object? modifiers, out object? children);
        return modifiers is null
            ? new Fragment(Few.In<Node>(ref children).ToArray())
            : throw new InvalidOperationException("An attribute or a handler stands where there is no element to put it on.");
    }

    private static Node ChildOf(object content) => content switch
    {
        Node node => node,
        string text => new TextNode(text),
        _ => new BoundText(content),
    };

    private static object? ManyChildren(ReadOnlySpan<Part> parts, int count)
    {
        var children = new Node[count];
        int at = 0;
        foreach (Part part in parts)
        {
            switch (part.Content)
            {
                case null or Modifier:
                    break;
                case Node?[] nodes:
                    foreach (Node? node in nodes)
                    {
                        if (node is not null)
                        {
                            children[at++] = node;
                        }
                    }

                    break;
                default:
                    children[at++] = ChildOf(part.Content);
                    break;
            }
        }

        return Few.From(at == count ? children : children[..at]);
    }

    private static object? ManyModifiers(ReadOnlySpan<Part> parts, int count)
    {
        var modifiers = new Modifier[count];
        int at = 0;
        foreach (Part part in parts)
        {
            if (part.Content is SeveralModifiers several)
            {
                foreach (Modifier modifier in several.All)
                {
                    Add(modifiers, ref at, modifier);
                }
            }
            else if (part.Content is Modifier modifier)
            {
                Add(modifiers, ref at, modifier);
            }
        }

        return Few.From(at == count ? modifiers : modifiers[..at]);
    }

    // Of two that say the same thing of the element the later one counts; classes and handlers add up.
    private static void Add(Modifier[] modifiers, ref int count, Modifier modifier)
    {
        ModifierSlot slot = modifier.Slot;
        if (slot.Kind is not (SlotKind.Class or SlotKind.Event or SlotKind.Custom or SlotKind.Ref))
        {
            for (int i = 0; i < count; i++)
            {
                if (modifiers[i].Slot == slot)
                {
                    modifiers[i] = modifier;
                    return;
                }
            }
        }

        modifiers[count++] = modifier;
    }
}
