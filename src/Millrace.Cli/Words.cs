using System.Globalization;

namespace Millrace.Cli;

/// <summary>Small pieces of English that several commands need.</summary>
internal static class Words
{
    public static CultureInfo Invariant => CultureInfo.InvariantCulture;

    /// <summary>"a, b and c"; an empty list gives "none".</summary>
    public static string List(IEnumerable<string> names, string last = "and")
    {
        string[] all = [.. names];
        return all switch
        {
            [] => "none",
            [var only] => only,
            _ => $"{string.Join(", ", all[..^1])} {last} {all[^1]}",
        };
    }

    /// <summary>Where a file was looked for, to stand behind a path that counts from the current folder; nothing behind a whole path.</summary>
    public static string LookedFor(string path) => Path.IsPathFullyQualified(path) ? "" : $" (looked for {Path.GetFullPath(path)})";

    /// <summary>A text in which commands are written <c>`millrace list`</c>, for a program that is called otherwise.</summary>
    public static string Called(string text, string program) => text.Replace("`millrace ", $"`{program} ", StringComparison.Ordinal);
}
