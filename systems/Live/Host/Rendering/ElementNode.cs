using Millrace.Live.Host.Signals;
using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>An element.</summary>
internal sealed class ElementNode : Node
{
    private object? _modifiers;
    private object? _children;

    private ElementNode(string tag)
    {
        Tag = tag;
    }

    internal string Tag { get; }

    internal override bool IsDom => true;

    internal override Span<Node> Inner => Few.In<Node>(ref _children);

    internal Span<Modifier> Modifiers => Few.In<Modifier>(ref _modifiers);

    internal override object? Key
    {
        get
        {
            foreach (Modifier modifier in Modifiers)
            {
                if (modifier is KeyModifier key)
                {
                    return key.Key;
                }
            }

            return null;
        }
    }

    internal override int Size => 56 + (_children is Node[] children ? 24 + (children.Length * 8) : 0) + (_modifiers is Modifier[] modifiers ? 24 + (modifiers.Length * 8) : 0);

    /// <summary>An element of these parts.</summary>
    internal static ElementNode Create(string tag, ReadOnlySpan<Part> parts)
    {
        var element = new ElementNode(tag);
        ElementParts.Sort(tag, parts, out element._modifiers, out element._children);
        return element;
    }

    internal override void Mount(MountedPage page)
    {
        Id = page.NextId();
        if (Nesting.Complaint(this) is { } complaint)
        {
            page.Failed(this, new InvalidOperationException(complaint), FailurePlace.Render);
        }

        bool listens = false;
        foreach (ref Modifier modifier in Modifiers)
        {
            modifier = MountModifier(modifier, page);
            listens |= modifier is EventModifier;
        }

        if (listens)
        {
            page.Listening.Add(this);
        }

        page.MountAll(this, Inner);
        if (IsIgnored)
        {
            GivenOnce(this);
        }

        if (Tag == "option" && page.IsFlushing)
        {
            FormFields.OptionCame(this, page);
        }
    }

    internal override void Unmount(MountedPage page)
    {
        bool listens = false;
        foreach (Modifier modifier in Modifiers)
        {
            UnmountModifier(modifier, page);
            listens |= modifier is EventModifier;
        }

        if (listens)
        {
            page.Listening.Remove(this);
        }
    }

    internal override bool Takes(Node next) => next is ElementNode element && element.Tag == Tag && RawIn(element) == RawIn(this);

    internal override void Patch(Node next, MountedPage page)
    {
        var newer = (ElementNode)next;
        page.Account(-Size);
        PatchModifiers(newer, page);
        if (!IsIgnored)
        {
            PatchChildren(newer, page);
        }

        page.Account(Size);
    }

    // What is below belongs to a script.
    private bool IsIgnored => HasMark("l-ignore");

    private bool HasMark(string attribute)
    {
        foreach (Modifier modifier in Modifiers)
        {
            if (modifier is FixedModifier mark && mark.Attribute == attribute)
            {
                return true;
            }
        }

        return false;
    }

    // Nothing in it follows a signal from now on: the script may have put anything in its place.
    private static void GivenOnce(Node node)
    {
        foreach (Node inner in node.Inner)
        {
            if (inner is ElementNode element)
            {
                foreach (Modifier modifier in element.Modifiers)
                {
                    End(modifier);
                }
            }

            End(inner);
            GivenOnce(inner);
        }
    }

    private static void End(object part)
    {
        if (part is IReaction reaction)
        {
            Reactions.Dispose(reaction);
        }
    }

    private void PatchChildren(ElementNode newer, MountedPage page)
    {
        Span<Node> old = Inner;
        Span<Node> now = newer.Inner;
        if (old.Length <= 1 && now.Length <= 1 && (now.Length == 0 || now[0].Parent is null || (old.Length == 1 && ReferenceEquals(old[0], now[0]))))
        {
            Node? only = Diff.Single(this, old.Length == 0 ? null : old[0], now.Length == 0 ? null : now[0], page);
            _children = only;
            return;
        }

        Node[] before = _children as Node[] ?? old.ToArray();
        _children = before;
        _children = Few.From(Diff.Children(this, before, newer._children as Node[] ?? now.ToArray(), page));
    }

    /// <summary>Whether any of its modifiers gives it a class.</summary>
    internal bool HasClass(string name, ClassModifier? except = null)
    {
        foreach (Modifier modifier in Modifiers)
        {
            if (modifier is ClassModifier classes && ReferenceEquals(classes.Owner, this) && !ReferenceEquals(classes, except) && ClassList.Contains(classes.Classes, name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Another modifier stands in the place of one.</summary>
    internal void Replace(Modifier older, Modifier newer)
    {
        foreach (ref Modifier modifier in Modifiers)
        {
            if (ReferenceEquals(modifier, older))
            {
                modifier = newer;
                return;
            }
        }
    }

    /// <summary>The first modifier of a type.</summary>
    internal T? Find<T>()
        where T : Modifier
    {
        foreach (Modifier modifier in Modifiers)
        {
            if (modifier is T found)
            {
                return found;
            }
        }

        return null;
    }

    /// <summary>The value of an attribute as the browser knows it.</summary>
    internal string? AttributeOf(string name)
    {
        foreach (Modifier modifier in Modifiers)
        {
            if (modifier is AttributeModifier attribute && attribute.Name == name)
            {
                return attribute.Shown;
            }
        }

        return null;
    }

    /// <summary>Whether the box is checked, where the page says so.</summary>
    internal PropertyModifier? FindChecked()
    {
        foreach (Modifier modifier in Modifiers)
        {
            if (modifier is PropertyModifier { IsChecked: true } box)
            {
                return box;
            }
        }

        return null;
    }

    internal override void WriteTree(TreeWriter tree, MountedPage page)
    {
        List<KeyValuePair<string, string>> attributes = MountedPage.Attributes;
        AttributeList.Fill(attributes, this);
        int children = 0;
        foreach (Node node in Inner)
        {
            children += Dom.Count(node);
        }

        tree.Element(Id, Tag, attributes.Count, children);
        foreach ((string name, string value) in attributes)
        {
            tree.Attribute(name, value);
        }

        base.WriteTree(tree, page);
    }

    internal override void WriteHtml(ref HtmlWriter html, MountedPage page) => html.Element(this, page);

    private void PatchModifiers(ElementNode newer, MountedPage page)
    {
        Span<Modifier> old = Modifiers;
        Span<Modifier> now = newer.Modifiers;
        bool listened = Find<EventModifier>() is not null;
        bool listensElse;
        if (SameSlots(old, now))
        {
            listensElse = false;
            for (int i = 0; i < old.Length; i++)
            {
                listensElse |= old[i] is EventModifier handler && !handler.IsHeardAs((EventModifier)now[i]);
                old[i] = old[i].Patch(now[i], page);
            }
        }
        else
        {
            string? before = ListensTo();
            _modifiers = Few.From(ModifierDiff.Reconcile(this, old, now, page));
            listensElse = before != ListensTo();
        }

        if (listensElse)
        {
            page.Patches?.Listen(Id, ListensTo() ?? "");
        }

        bool listens = Find<EventModifier>() is not null;
        if (listens && !listened)
        {
            page.Listening.Add(this);
        }
        else if (listened && !listens)
        {
            page.Listening.Remove(this);
        }
    }

    /// <summary>Puts a modifier on the element; returns which one is on it now.</summary>
    internal Modifier MountModifier(Modifier modifier, MountedPage page)
    {
        modifier = modifier.PutOn(this);
        modifier.Mount(page);
        page.Account(modifier.Size);
        return modifier;
    }

    internal static void UnmountModifier(Modifier modifier, MountedPage page)
    {
        page.Account(-modifier.Size);
        modifier.Unmount(page);
        modifier.Leave();
    }

    /// <summary>What <c>l-on</c> says of it; null for nothing.</summary>
    internal string? ListensTo() => EventModifier.Specification(Modifiers);

    private static bool SameSlots(ReadOnlySpan<Modifier> old, ReadOnlySpan<Modifier> now)
    {
        if (old.Length != now.Length)
        {
            return false;
        }

        for (int i = 0; i < old.Length; i++)
        {
            if (old[i].Slot != now[i].Slot)
            {
                return false;
            }
        }

        return true;
    }

    private static string? RawIn(ElementNode element) => element._children is RawNode raw ? raw.Html : null;
}
