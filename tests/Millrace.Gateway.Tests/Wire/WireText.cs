using System.Text;
using System.Text.RegularExpressions;

namespace Millrace.Gateway.Tests.Wire;

internal static partial class WireText
{
    /// <summary>The text in UTF-8.</summary>
    public static byte[] Utf8(this string text) => Encoding.UTF8.GetBytes(text);

    /// <summary>The UTF-8 as text; it fails where it is none.</summary>
    public static string Text(this ReadOnlySpan<byte> utf8) => new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(utf8);

    /// <summary>The text as a JSON string of ASCII, as Python's json.dumps writes it: with every UTF-16 unit beyond ASCII escaped, halves of pairs too.</summary>
    public static string PythonJson(this string text) =>
        '"' + Special().Replace(text, match => $"\\u{(int)match.Value[0]:x4}") + '"';

    [GeneratedRegex("[^ !#-\\[\\]-~]")]
    private static partial Regex Special();
}
