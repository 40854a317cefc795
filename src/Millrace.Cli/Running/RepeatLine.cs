using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>The command line that repeats a run, quoted for a POSIX shell and without the passwords of addresses: it is written to files that people pass on.</summary>
internal static class RepeatLine
{
    // Where the results go is the one thing that a repetition must not share.
    private static readonly string[] Dropped = ["--out"];

    public static string Of(IReadOnlyList<string> arguments, string program = "./millrace")
    {
        var words = new List<string> { program };
        for (int i = 0; i < arguments.Count; i++)
        {
            if (Dropped.Contains(arguments[i]))
            {
                i++;
            }
            else if (!Dropped.Any(name => arguments[i].StartsWith(name + "=", StringComparison.Ordinal)))
            {
                words.Add(Quote(WithoutPassword(arguments[i])));
            }
        }

        return string.Join(' ', words);
    }

    // On the word as it was typed, before anything is escaped or quoted: from the first colon behind the scheme to the last @, whatever lies between. A password may hold
    // slashes, quotes and signs that no address may; then it is hidden all the same.
    internal static string WithoutPassword(string word)
    {
        int scheme = word.IndexOf("://", StringComparison.Ordinal);
        int at = scheme < 0 ? -1 : word.LastIndexOf('@');
        int colon = at < 0 ? -1 : word.IndexOf(':', scheme + 3);
        return SecretText.Hide(colon < 0 || colon > at ? word : $"{word[..(colon + 1)]}***{word[at..]}");
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=+./:,@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
