using System.Buffers;

namespace Millrace.Live.Host.Rendering;

/// <summary>What may be the name of an element, an attribute or a style property. Names come from a page's author, but a name made of data must not become markup.</summary>
internal static class Names
{
    private static readonly SearchValues<char> ElementCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-");
    private static readonly SearchValues<char> AttributeCharacters = SearchValues.Create("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_:.");

    internal static bool IsVoid(string tag) => tag is "br" or "hr" or "img" or "input" or "col" or "wbr" or "source" or "track" or "area" or "base" or "embed" or "link" or "meta" or "param";

    /// <summary>What a browser's parser ends an open paragraph for.</summary>
    internal static bool EndsParagraph(string tag) => tag is "address" or "article" or "aside" or "blockquote" or "details" or "dialog" or "dl" or "div" or "fieldset" or "figcaption" or "figure"
        or "footer" or "form" or "h1" or "h2" or "h3" or "h4" or "h5" or "h6" or "header" or "hgroup" or "hr" or "main" or "menu" or "nav" or "ol" or "p" or "pre" or "search" or "section"
        or "table" or "ul" or "li" or "dd" or "dt";

    /// <summary>Checks the name of an element that has no function of its own.</summary>
    internal static string Element(string tag)
    {
        ArgumentException.ThrowIfNullOrEmpty(tag);
        if (!char.IsAsciiLetter(tag[0]) || tag.AsSpan().ContainsAnyExcept(ElementCharacters))
        {
            throw new ArgumentException($"'{tag}' is no name of an element: letters, digits and hyphens, a letter first.", nameof(tag));
        }

        string plain = tag.ToLowerInvariant();
        return plain is "script" or "style" or "base" or "meta" or "link" or "html" or "head" or "body" or "title" or "template" or "noscript" or "plaintext" or "xmp" or "object" or "embed" or "frameset"
            ? throw new ArgumentException($"<{plain}> cannot be part of a page's tree. Scripts are loaded as files and meet the page in hooks; styles are files too; the title is Page.Title.", nameof(tag))
            // Names of pictures have capitals inside, HTML's have none, and its parser minds neither.
            : string.Intern(char.IsAsciiLetterUpper(tag[0]) || IsVoid(plain) ? plain : tag);
    }

    /// <summary>Checks the name of an attribute.</summary>
    internal static string Attribute(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (!char.IsAsciiLetter(name[0]) || name.AsSpan().ContainsAnyExcept(AttributeCharacters))
        {
            throw new ArgumentException($"'{name}' is no name of an attribute: letters, digits and - _ : . , a letter first.", nameof(name));
        }

        if (name.StartsWith("on", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' would be a script in the page. Handlers are written in C#: OnClick(() => ...).", nameof(name));
        }

        if (name is "l" or "L" || name.StartsWith("l-", StringComparison.OrdinalIgnoreCase))
        {
            throw new ArgumentException($"'{name}' is one of the attributes by which the server and its script understand each other.", nameof(name));
        }

        return name.Equals("srcdoc", StringComparison.OrdinalIgnoreCase) ? throw new ArgumentException("srcdoc is a page within the page, past every escaping. Use src.", nameof(name)) : Written(name);
    }

    private static string Written(string name)
    {
        if (name.AsSpan().IndexOfAnyInRange('A', 'Z') < 0)
        {
            return name;
        }

        string plain = name.ToLowerInvariant();
        return char.IsAsciiLetterUpper(name[0]) || plain is "class" or "style" or "value" or "checked" or "id" or "href" or "src" ? plain : name;
    }

    /// <summary>Checks the name of a style property.</summary>
    internal static string Property(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return name.AsSpan().ContainsAnyExcept(AttributeCharacters) || name.AsSpan().ContainsAny(':', '.')
            ? throw new ArgumentException($"'{name}' is no name of a style property, such as 'background-color' or '--accent'.", nameof(name))
            : name;
    }
}
