using System.Text.RegularExpressions;

namespace Millrace.Repository.Tests;

/// <summary>Links inside the repository, as a reader on a code host would follow them.</summary>
internal static partial class MarkdownLinks
{
    /// <summary>One line per link of a page that leads nowhere.</summary>
    /// <param name="path">The page, from the root.</param>
    /// <param name="text">Its text.</param>
    /// <param name="read">A file's text by its path from the root, "" for a folder, null where there is nothing.</param>
    public static IEnumerable<string> Broken(string path, string text, Func<string, string?> read)
    {
        foreach (Match link in Link().Matches(Code().Replace(text, "")))
        {
            string target = link.Groups["target"].Value;
            if (target.Contains(':', StringComparison.Ordinal))
            {
                continue; // https:, mailto:
            }

            string[] parts = target.Split('#', 2);
            string file = parts[0].Length == 0 ? path : Resolve(path, parts[0]);
            string? page = parts[0].Length == 0 ? text : read(file);
            if (page is null)
            {
                yield return $"{path}: the link to {target} leads nowhere.";
            }
            else if (parts.Length == 2 && !Anchors(page).Contains(parts[1]))
            {
                yield return $"{path}: {file} has no heading for #{parts[1]}.";
            }
        }
    }

    private static string Resolve(string page, string target)
    {
        var parts = new List<string>(page.Split('/')[..^1]);
        foreach (string part in target.Split('/', StringSplitOptions.RemoveEmptyEntries))
        {
            if (part == ".." && parts.Count > 0)
            {
                parts.RemoveAt(parts.Count - 1);
            }
            else if (part != ".")
            {
                parts.Add(part);
            }
        }

        return string.Join('/', parts);
    }

    private static HashSet<string> Anchors(string page) =>
        [.. Heading().Matches(Fence().Replace(page, "")).Select(heading => Slug(heading.Groups["words"].Value))];

    private static string Slug(string heading) =>
        NotInSlug().Replace(heading.Trim().ToLowerInvariant(), "").Replace(' ', '-');

    [GeneratedRegex(@"\]\((?<target>[^()\s]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex("(?ms)^```.*?^```|`[^`\n]*`")]
    private static partial Regex Code();

    [GeneratedRegex("(?ms)^```.*?^```")]
    private static partial Regex Fence();

    [GeneratedRegex(@"(?m)^#{1,6}\s+(?<words>.+?)\s*$")]
    private static partial Regex Heading();

    [GeneratedRegex(@"[^\w\- ]")]
    private static partial Regex NotInSlug();
}
