using System.Text;

namespace Millrace.Cli.Values;

/// <summary>
/// A command as a person types it, cut into program and arguments without a shell: blanks separate, single quotes keep everything, double quotes everything but a backslash
/// before <c>"</c> or <c>\</c>; outside quotes a backslash keeps a following blank, quote or backslash, and stands for itself before anything else.
/// </summary>
internal static class CommandWords
{
    private static readonly string[] Operators = ["|", "||", "&", "&&", ";", "<", ">", ">>", "2>", "2>&1"];

    /// <summary>Reads the words; false, with what is wrong, where there is none, a quote stays open, or a shell would be needed.</summary>
    public static bool TryParse(string text, out IReadOnlyList<string> words, out string? problem)
    {
        var found = new List<string>();
        (words, problem) = (found, null);
        StringBuilder? word = null; // null between words: "" is a word too
        bool quoted = false;
        for (int i = 0; i < text.Length; i++)
        {
            char c = text[i];
            if (c is '\'' or '"')
            {
                int end = Close(text, i, word ??= new StringBuilder());
                if (end < 0)
                {
                    problem = $"the {(c == '"' ? "double" : "single")} quote at position {i + 1} is never closed";
                    return false;
                }

                quoted = true;
                i = end;
            }
            else if (c == '\\' && i + 1 < text.Length && (text[i + 1] is '\'' or '"' or '\\' || char.IsWhiteSpace(text[i + 1])))
            {
                (word ??= new StringBuilder()).Append(text[++i]);
            }
            else if (!char.IsWhiteSpace(c))
            {
                (word ??= new StringBuilder()).Append(c);
            }
            else if (word is not null && !End(found, word, quoted, ref problem))
            {
                return false;
            }
            else
            {
                (word, quoted) = (null, false);
            }
        }

        if (word is not null && !End(found, word, quoted, ref problem))
        {
            return false;
        }

        problem = found.Count == 0 || found[0].Length == 0 ? "it names no program" : null;
        return problem is null;
    }

    private static bool End(List<string> words, StringBuilder word, bool quoted, ref string? problem)
    {
        string text = word.ToString();
        if (!quoted && Operators.Contains(text))
        {
            problem = $"'{text}' has no meaning here: the program is started without a shell; if you need one, write sh -c '...'";
            return false;
        }

        words.Add(text);
        return true;
    }

    // Takes what stands in quotes and returns the position of the closing one, or -1.
    private static int Close(string text, int open, StringBuilder word)
    {
        char quote = text[open];
        for (int i = open + 1; i < text.Length; i++)
        {
            if (text[i] == quote)
            {
                return i;
            }

            bool escapes = quote == '"' && text[i] == '\\' && i + 1 < text.Length && text[i + 1] is ('"' or '\\');
            word.Append(escapes ? text[++i] : text[i]);
        }

        return -1;
    }
}
