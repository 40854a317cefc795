using System.Text;

namespace Millrace.Live.Wire;

/// <summary>The attributes of one element, in an array that is never longer than they are: elements have few.</summary>
internal static class DocumentAttributes
{
    private const string Style = "l-style";

    public static void Set(ref DocumentAttribute[]? list, string name, ReadOnlySpan<byte> value)
    {
        var attribute = new DocumentAttribute(name, Utf8Pool.Of(value));
        int index = IndexOf(list, name);
        if (index >= 0)
        {
            list![index] = attribute;
            return;
        }

        Array.Resize(ref list, (list?.Length ?? 0) + 1);
        list[^1] = attribute;
    }

    public static void Remove(ref DocumentAttribute[]? list, string name)
    {
        int index = IndexOf(list, name);
        if (index >= 0)
        {
            list = list!.Length == 1 ? null : [.. list[..index], .. list[(index + 1)..]];
        }
    }

    public static void AddClass(ref DocumentAttribute[]? list, string name)
    {
        string[] classes = Words(list);
        if (!classes.Contains(name))
        {
            Set(ref list, "class", Encoding.UTF8.GetBytes(string.Join(' ', [.. classes, name])));
        }
    }

    public static void RemoveClass(ref DocumentAttribute[]? list, string name)
    {
        string[] classes = Words(list);
        if (classes.Contains(name))
        {
            Set(ref list, "class", Encoding.UTF8.GetBytes(string.Join(' ', classes.Where(word => word != name))));
        }
    }

    /// <summary>Sets a style property, or takes it away where <paramref name="value"/> is null.</summary>
    public static void SetStyle(ref DocumentAttribute[]? list, string property, string? value)
    {
        var styles = Styles(Text(list, Style)).Where(style => style.Property != property).ToList();
        if (value is not null)
        {
            styles.Add((property, value));
        }

        Set(ref list, Style, Encoding.UTF8.GetBytes(string.Join(';', styles.Select(style => $"{style.Property}:{style.Value}"))));
    }

    /// <summary>The properties in an attribute <c>l-style</c>.</summary>
    public static IEnumerable<(string Property, string Value)> Styles(string style)
    {
        foreach (string part in style.Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            int colon = part.IndexOf(':', StringComparison.Ordinal);
            yield return colon < 0 ? (part, "") : (part[..colon].Trim(), part[(colon + 1)..].Trim());
        }
    }

    public static string Text(DocumentAttribute[]? list, string name)
    {
        int index = IndexOf(list, name);
        return index < 0 ? "" : Encoding.UTF8.GetString(list![index].Utf8Value);
    }

    private static string[] Words(DocumentAttribute[]? list) => Text(list, "class").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static int IndexOf(DocumentAttribute[]? list, string name)
    {
        for (int i = 0; i < (list?.Length ?? 0); i++)
        {
            if (list![i].Name == name)
            {
                return i;
            }
        }

        return -1;
    }
}
