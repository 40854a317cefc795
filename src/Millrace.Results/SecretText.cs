using System.Text.RegularExpressions;

namespace Millrace.Results;

/// <summary>Takes the values of header fields that are secrets out of texts that are kept: Authorization, Cookie, and whatever is named after a key, a token, a secret or a password.</summary>
public static partial class SecretText
{
    /// <summary>The text with *** in the place of such values; a field ends with its line, or at the | that begins the next.</summary>
    public static string Hide(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Contains(':', StringComparison.Ordinal) ? Field().Replace(text, "$1***") : text;
    }

    [GeneratedRegex(
        @"((?<![A-Za-z0-9/@.-])(?:(?:[A-Za-z0-9-]{0,60}-)?Authorization|(?:Set-)?Cookie2?|(?:[A-Za-z0-9-]{0,60}-)?(?:Api)?(?:Key|Token|Secret|Password|Credentials?|Session))[ \t]*:[ \t]*)(?![/ \t]|\*\*\*)[^|\r\n]+?(?=[ \t]*(?:[|\r\n]|$))",
        RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Field();
}
