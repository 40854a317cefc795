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
}
