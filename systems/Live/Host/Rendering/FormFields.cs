namespace Millrace.Live.Host.Rendering;

/// <summary>The fields of a form that was sent or reset.</summary>
internal static class FormFields
{
    /// <summary>Notes what the fields of a form show; without an event nobody knows what they show.</summary>
    internal static void Shown(Node node, SubmitEvent? sent, MountedPage page)
    {
        foreach (Node inner in node.Inner)
        {
            if (inner is ElementNode { Tag: "input" or "textarea" or "select" } field)
            {
                Note(field, sent, page);
            }

            Shown(inner, sent, page);
        }
    }

    /// <summary>A select got an option, perhaps the one that it shall show: its value, which the browser could not take before, is said again.</summary>
    internal static void OptionCame(ElementNode option, MountedPage page)
    {
        for (Node? outer = option.Parent; outer is not null; outer = outer.Parent)
        {
            if (outer is ElementNode { Tag: "select" } select)
            {
                select.Find<PropertyModifier>()?.ClientShows(null, page);
                return;
            }
        }
    }

    private static void Note(ElementNode field, SubmitEvent? sent, MountedPage page)
    {
        string? name = null;
        PropertyModifier? value = null;
        bool isBox = false;
        foreach (Modifier modifier in field.Modifiers)
        {
            switch (modifier)
            {
                case AttributeModifier { Name: "name" } named:
                    name = named.Shown;
                    break;
                case AttributeModifier { Name: "type", Shown: "checkbox" or "radio" or "file" or "submit" or "button" }:
                    isBox = true;
                    break;
                case PropertyModifier { IsChecked: false } property:
                    value = property;
                    break;
            }
        }

        if (value is null || isBox)
        {
            return;
        }

        if (sent is null)
        {
            value.ClientShows(null, page);
        }
        else if (name is not null && sent.All(name).FirstOrDefault() is { } shown)
        {
            value.ClientShows(shown, page);
        }
    }
}
