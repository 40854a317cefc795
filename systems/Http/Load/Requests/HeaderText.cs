using System.Text;

namespace Millrace.Http.Load.Requests;

/// <summary>Reads header fields as people write them: <c>Name: value</c>, one a line, in a setting also with <c>|</c> between them.</summary>
internal static class HeaderText
{
    // What the load itself decides by: another value would break the request open, or make it say what is not so.
    private static readonly string[] _ours = ["Content-Length", "Transfer-Encoding", "Connection", "Expect", "Upgrade", "Trailer"];

    /// <summary>The fields, with everything that is wrong among <paramref name="problems"/>.</summary>
    /// <param name="text">The setting's value, or a file's text.</param>
    /// <param name="isFile">A value in a file may have | in it, and lines that begin with # are comments.</param>
    /// <param name="where">The name of the setting, for what is wrong.</param>
    /// <param name="problems">What is wrong so far.</param>
    public static IReadOnlyList<(string Name, string Value)> Read(string text, bool isFile, string where, ICollection<string> problems)
    {
        var fields = new List<(string, string)>();
        string[] lines = text.Split(isFile ? ['\n'] : ['\n', '|']);
        for (int i = 0; i < lines.Length; i++)
        {
            string line = lines[i].Trim();
            if (line.Length == 0 || (isFile && line[0] == '#'))
            {
                continue;
            }

            // Never the value: it may be a secret.
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            string name = colon < 0 ? "" : line[..colon].Trim();
            string place = isFile ? $"line {i + 1} of {where}" : $"{where}, field {i + 1},";
            if (name.Length == 0 || !name.All(IsOfName))
            {
                problems.Add($"{place} is no header field; write it as Name: value.");
            }
            else if (_ours.Contains(name, StringComparer.OrdinalIgnoreCase))
            {
                problems.Add($"{place} is {name}, which the load sets itself{(name.Equals("Connection", StringComparison.OrdinalIgnoreCase) ? $"; use {HttpParameters.KeepAlive}=false to close connections" : "")}.");
            }
            else if (!Ascii.IsValid(line) || line.Any(char.IsControl))
            {
                problems.Add($"{place} ({name}) has a character that header fields may not have; only printable ASCII is sent.");
            }
            else
            {
                fields.Add((name, line[(colon + 1)..].Trim()));
            }
        }

        return fields;
    }

    private static bool IsOfName(char c) => char.IsAsciiLetterOrDigit(c) || "!#$%&'*+-.^_`|~".Contains(c, StringComparison.Ordinal);
}
