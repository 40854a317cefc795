namespace Millrace.Live.Host.Rendering;

/// <summary>Addresses that would run a script when they are followed or loaded.</summary>
internal static class UrlGuard
{
    /// <summary>What stands instead of a refused address: it leads nowhere, and says why to whoever looks.</summary>
    internal const string Refused = "#refused";

    /// <summary>The value as it may reach the browser; only attributes that hold an address are looked at.</summary>
    internal static string Check(string attribute, string value) => HoldsUrl(attribute) && !IsHarmless(attribute, value) ? Refused : value;

    /// <summary>The value of an attribute of an element as it may reach the browser.</summary>
    internal static string Check(ElementNode? element, string attribute, string value) =>
        Animates(element?.Tag, attribute) && Array.Exists(value.Split(';'), one => !IsHarmless("href", one)) ? Refused : Check(attribute, value);

    // An animation in a picture may set the address of a link.
    private static bool Animates(string? tag, string attribute) => tag is "animate" or "set" or "animateTransform" or "animateMotion"
        && (Is(attribute, "to") || Is(attribute, "from") || Is(attribute, "by") || Is(attribute, "values"));

    /// <summary>Whether an attribute's value is an address.</summary>
    internal static bool HoldsUrl(string attribute) => attribute.Length switch
    {
        3 => Is(attribute, "src"),
        4 => Is(attribute, "href") || Is(attribute, "data") || Is(attribute, "cite") || Is(attribute, "ping"),
        6 => Is(attribute, "action") || Is(attribute, "poster") || Is(attribute, "srcset"),
        10 => Is(attribute, "formaction") || Is(attribute, "xlink:href") || Is(attribute, "background"),
        _ => false,
    };

    private static bool Is(string attribute, string name) => attribute.Equals(name, StringComparison.OrdinalIgnoreCase);

    private static bool IsHarmless(string attribute, string value)
    {
        // Browsers take out tabs and line ends everywhere, and controls and spaces before the scheme, before they look for it; so does this.
        Span<char> scheme = stackalloc char[16];
        int length = 0;
        foreach (char c in value)
        {
            if (c is '\t' or '\n' or '\r' || (length == 0 && c <= ' '))
            {
                continue;
            }

            if (c == ':')
            {
                return IsHarmlessScheme(scheme[..length], attribute, value);
            }

            if (c is '/' or '?' or '#')
            {
                return true;
            }

            if (length == scheme.Length)
            {
                // No scheme that runs anything is that long.
                return true;
            }

            scheme[length++] = char.ToLowerInvariant(c);
        }

        return true;
    }

    private static bool IsHarmlessScheme(ReadOnlySpan<char> scheme, string attribute, string value) => scheme switch
    {
        "javascript" or "vbscript" or "livescript" or "mocha" => false,
        // A picture may come in a data address; a document in one could hold scripts.
        "data" => (Is(attribute, "src") || Is(attribute, "poster") || Is(attribute, "srcset")) && IsPicture(value),
        _ => true,
    };

    private static bool IsPicture(string value)
    {
        // As for the scheme: what browsers take out is not there.
        string type = value[(value.IndexOf(':', StringComparison.Ordinal) + 1)..];
        ReadOnlySpan<char> rest = string.Concat(type.Split(['\t', '\n', '\r'])).AsSpan().TrimStart();
        return (rest.StartsWith("image/", StringComparison.OrdinalIgnoreCase) && !rest.StartsWith("image/svg", StringComparison.OrdinalIgnoreCase))
            || rest.StartsWith("audio/", StringComparison.OrdinalIgnoreCase)
            || rest.StartsWith("video/", StringComparison.OrdinalIgnoreCase);
    }
}
