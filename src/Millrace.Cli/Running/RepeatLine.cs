namespace Millrace.Cli.Running;

/// <summary>The command line that repeats a run, quoted for a POSIX shell.</summary>
internal static class RepeatLine
{
    // Where the results go is the one thing that a repetition must not share.
    private static readonly string[] Dropped = ["--out"];

    public static string Of(IReadOnlyList<string> arguments)
    {
        var words = new List<string> { "./millrace" };
        for (int i = 0; i < arguments.Count; i++)
        {
            if (Dropped.Contains(arguments[i]))
            {
                i++;
            }
            else if (!Dropped.Any(name => arguments[i].StartsWith(name + "=", StringComparison.Ordinal)))
            {
                words.Add(Quote(arguments[i]));
            }
        }

        return string.Join(' ', words);
    }

    private static string Quote(string word) =>
        word.Length > 0 && word.All(c => char.IsAsciiLetterOrDigit(c) || "-_=+./:,@%".Contains(c, StringComparison.Ordinal))
            ? word
            : "'" + word.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
