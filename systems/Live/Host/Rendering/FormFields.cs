using Millrace.Live.Wire;

namespace Millrace.Live.Host.Rendering;

/// <summary>The fields of a form that was sent or reset.</summary>
internal static class FormFields
{
    /// <summary>Notes what the fields of a form show; without an event nobody knows what they show.</summary>
    internal static void Shown(Node node, SubmitEvent? sent, MountedPage page) => Shown(node, sent, sent is null ? null : [], page);

    /// <summary>A radio button was chosen, and the browser has taken the choice from the others of its group.</summary>
    internal static void Chosen(ElementNode radio, MountedPage page)
    {
        if (radio.AttributeOf("type") != "radio" || radio.AttributeOf("name") is not { } group)
        {
            return;
        }

        // Another form's group of that name is asked for as well: what it shows is then said once more, and is the same.
        foreach (ElementNode other in page.Listening)
        {
            if (!ReferenceEquals(other, radio) && other.Tag == "input" && other.AttributeOf("name") == group && other.AttributeOf("type") == "radio")
            {
                other.FindChecked()?.ClientShows(null, page);
            }
        }
    }

    private static void Shown(Node node, SubmitEvent? sent, Dictionary<string, int>? used, MountedPage page)
    {
        foreach (Node inner in node.Inner)
        {
            if (inner is ElementNode { Tag: "input" or "textarea" or "select" } field)
            {
                Note(field, sent, used, page);
            }

            Shown(inner, sent, used, page);
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

    private static void Note(ElementNode field, SubmitEvent? sent, Dictionary<string, int>? used, MountedPage page)
    {
        string? name = null;
        PropertyModifier? value = null;
        bool isBox = false, isHeard = false;
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
                case EventModifier { Kind: EventKind.Input or EventKind.Change }:
                    isHeard = true;
                    break;
            }
        }

        if (isBox)
        {
            return;
        }

        if (sent is null)
        {
            value?.ClientShows(null, page);
            return;
        }

        // Fields of one name are sent in the order in which they stand.
        int at = name is null ? 0 : used!.GetValueOrDefault(name);
        if (name is not null && sent.All(name).ElementAtOrDefault(at) is { } shown)
        {
            used![name] = at + 1;
            // A field that nobody listens to is its user's until the form is sent, and after: only another value of the server's is written into it.
            value?.ClientShows(shown, page, isLeft: !isHeard);
        }
    }
}
