using System.Text;

namespace Millrace.Live.Host.Rendering;

/// <summary>An element's attributes as they are written, each once: what several modifiers say of its classes, styles and events is put together.</summary>
internal static class AttributeList
{
    internal static void Fill(List<KeyValuePair<string, string>> attributes, ElementNode element)
    {
        attributes.Clear();
        string? classes = null;
        StringBuilder? styles = null;
        bool listens = false;
        foreach (Modifier modifier in element.Modifiers)
        {
            switch (modifier)
            {
                case AttributeModifier { Shown: { } value } attribute:
                    attributes.Add(new(attribute.Name, value));
                    break;
                case ClassModifier more:
                    classes = Join(classes, more.Classes);
                    break;
                case StyleModifier { Shown: { } value } style:
                    styles = (styles is null ? new StringBuilder() : styles.Append(';')).Append(style.Property).Append(':').Append(value);
                    break;
                case PropertyModifier { Shown: { } value } property:
                    attributes.Add(property.IsChecked ? new("checked", "") : new("value", value));
                    break;
                case FixedModifier mark:
                    attributes.Add(new(mark.Attribute, mark.Value));
                    break;
                case EventModifier:
                    listens = true;
                    break;
            }
        }

        if (!string.IsNullOrEmpty(classes))
        {
            attributes.Add(new("class", classes));
        }

        if (styles is not null)
        {
            attributes.Add(new("l-style", styles.ToString()));
        }

        // A handler of a script's own event alone needs no word to the browser.
        if (listens && element.ListensTo() is { } events)
        {
            attributes.Add(new("l-on", events));
        }
    }

    private static string Join(string? some, string more)
    {
        if (string.IsNullOrEmpty(some))
        {
            return more.AsSpan().ContainsAny(' ', '\t', '\n') ? string.Join(' ', ClassList.Of(more)) : more;
        }

        foreach (string one in ClassList.Of(more))
        {
            if (!ClassList.Contains(some, one))
            {
                some = some + " " + one;
            }
        }

        return some;
    }
}
