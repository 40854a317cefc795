namespace Millrace.Engine;

/// <summary>The words of a part of a command line, as systems take further options for their embedded target in one setting.</summary>
public static class OptionWords
{
    /// <summary>True where an option is among them, with its value in the next word or behind an equals sign.</summary>
    public static bool Names(IReadOnlyList<string> words, string option) =>
        words.Any(word => word == option || word.StartsWith(option + "=", StringComparison.Ordinal));

    /// <summary>Separated by blanks; single or double quotes keep blanks in one word.</summary>
    public static IReadOnlyList<string> In(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        var words = new List<string>();
        string? word = null;
        char quote = '\0';
        foreach (char c in text)
        {
            if (quote != '\0' ? c == quote : c is '"' or '\'')
            {
                quote = quote == '\0' ? c : '\0';
                word ??= "";
            }
            else if (c == ' ' && quote == '\0')
            {
                words.AddRange(word is null ? [] : [word]);
                word = null;
            }
            else
            {
                word += c;
            }
        }

        words.AddRange(word is null ? [] : [word]);
        return words;
    }
}
