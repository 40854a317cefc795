using System.Reflection;
using System.Text;
using Millrace.Hosting.Web;
using Millrace.Live.Host.Serving;

namespace Millrace.Live.Host.Client;

/// <summary>A file that every page loads from <c>/_live/</c>, as it goes over the wire.</summary>
internal sealed class ClientFile
{
    // Not + and -: two of them with nothing between are another operator.
    private const string Marks = "=<>?:{}(),;&|!*";

    private ClientFile(string name, string contentType, params string[] parts)
    {
        string shortened = Shorten(string.Concat(parts.Select(Read)));
        string text = name.EndsWith(".js", StringComparison.Ordinal) ? Tighten(shortened) : shortened;
        Web = new WebFile(LivePaths.Files + name, contentType, Encoding.UTF8.GetBytes(text));
    }

    /// <summary>The script: <c>live.js</c>, one module, written in three files along its jobs.</summary>
    public static ClientFile Script { get; } = new("live.js", "text/javascript; charset=utf-8", "live-1-connection.js", "live-2-page.js", "live-3-events.js");

    /// <summary>The looks of what the script adds to a page: <c>live.css</c>.</summary>
    public static ClientFile Style { get; } = new("live.css", "text/css; charset=utf-8", "live.css");

    public static IReadOnlyList<ClientFile> All { get; } = [Script, Style];

    /// <summary>As it is served.</summary>
    public WebFile Web { get; }

    /// <summary>Leaves out indentation and lines that are nothing but a comment: browsers need neither.</summary>
    internal static string Shorten(string source)
    {
        StringBuilder kept = new(source.Length);
        foreach (ReadOnlySpan<char> line in source.AsSpan().EnumerateLines())
        {
            ReadOnlySpan<char> text = line.Trim();
            bool comment = text.StartsWith("//", StringComparison.Ordinal) || (text.StartsWith("/*", StringComparison.Ordinal) && text.EndsWith("*/", StringComparison.Ordinal));
            if (text.Length > 0 && !comment)
            {
                kept.Append(text).Append('\n');
            }
        }

        return kept.ToString();
    }

    /// <summary>Leaves out of a script, shortened already, what stands behind ` // ` and spaces beside <see cref="Marks"/>, but nothing within quotes. A regular expression there must have no quote in it, and no
    /// space beside a mark.</summary>
    internal static string Tighten(string script)
    {
        StringBuilder kept = new(script.Length);
        char quote = '\0';
        for (int i = 0; i < script.Length; i++)
        {
            char c = script[i];
            if (quote != '\0')
            {
                kept.Append(c);
                if (c == '\\' && i + 1 < script.Length)
                {
                    kept.Append(script[++i]);
                }
                else if (c == quote)
                {
                    quote = '\0';
                }
            }
            else if (c == ' ' && script.AsSpan(i).StartsWith(" // ", StringComparison.Ordinal))
            {
                int end = script.IndexOf('\n', i);
                i = (end < 0 ? script.Length : end) - 1;
            }
            else if (c != ' ' || !(kept.Length > 0 && Marks.Contains(kept[^1])) && !(i + 1 < script.Length && Marks.Contains(script[i + 1])))
            {
                quote = c is '\'' or '"' or '`' ? c : '\0';
                kept.Append(c);
            }
        }

        return kept.ToString();
    }

    private static string Read(string part)
    {
        using Stream source = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Millrace.Live.Host.Client.{part}")!;
        using var reader = new StreamReader(source);
        return reader.ReadToEnd();
    }
}
