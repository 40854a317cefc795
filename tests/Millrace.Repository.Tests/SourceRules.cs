using System.Text.RegularExpressions;

namespace Millrace.Repository.Tests;

/// <summary>Rules about text, as pure functions over it: each returns one line per fault, made for the person who has to mend it.</summary>
internal static partial class SourceRules
{
    public const int MostLines = 400;

    public static IEnumerable<string> TooLong(string path, string text)
    {
        int lines = text.Split('\n').Length - (text.EndsWith('\n') ? 1 : 0);
        if (lines > MostLines)
        {
            yield return $"{path} has {lines} lines, {MostLines} are the most: split it along its jobs.";
        }
    }

    public static IEnumerable<string> MachinePaths(string path, string text)
    {
        string[] lines = text.Split('\n');
        for (int n = 0; n < lines.Length; n++)
        {
            if (MachinePath().Match(lines[n]) is { Success: true } match)
            {
                yield return $"{path}:{n + 1} names a folder of one machine ({match.Value.Trim()}): write it relative to the repository.";
            }
        }
    }

    /// <summary>Every [LoggerMessage] has a literal event id, and no two share one.</summary>
    public static IEnumerable<string> LogEventIds(IEnumerable<(string Path, string Text)> sources)
    {
        var firstUse = new Dictionary<int, string>();
        foreach ((string path, string text) in sources)
        {
            foreach (Match attribute in LoggerMessage().Matches(text))
            {
                string where = $"{path}:{text.AsSpan(0, attribute.Index).Count('\n') + 1}";
                Match id = EventId().Match(attribute.Groups["arguments"].Value);
                if (!id.Success)
                {
                    yield return $"{where} has a log message without a literal EventId: give it the next free number of its system.";
                }
                else if (!firstUse.TryAdd(int.Parse(id.Groups["id"].ValueSpan, null), where))
                {
                    yield return $"{where} uses EventId {id.Groups["id"]}, which {firstUse[int.Parse(id.Groups["id"].ValueSpan, null)]} has: take a free one.";
                }
            }
        }
    }

    // Not after a letter, a digit or a dot: https://example.org/root/ and ./work/ are nobody's machine.
    [GeneratedRegex(@"(?<![\w.~*}])/(work|root)/[\w.]*|[A-Z]:\\Users\\\w+")]
    private static partial Regex MachinePath();

    // The arguments: strings, which may hold a bracket, or anything else up to the closing bracket.
    [GeneratedRegex("""\[LoggerMessage\b(?<arguments>(?:"(?:\\.|[^"\\])*"|[^"\]])*)\]""")]
    private static partial Regex LoggerMessage();

    [GeneratedRegex(@"\bEventId\s*=\s*(?<id>\d+)|^\s*\(\s*(?<id>\d+)")]
    private static partial Regex EventId();
}
