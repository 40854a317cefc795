using System.Buffers;

namespace Millrace.WebSockets.Handshake;

/// <summary>The character classes of RFC 9110 section 5 that a handshake needs.</summary>
internal static class HttpSyntax
{
    private static readonly SearchValues<char> s_token =
        SearchValues.Create("!#$%&'*+-.^_`|~0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz");

    /// <summary>A token: a method, a field name, a subprotocol.</summary>
    public static bool IsToken(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExcept(s_token);

    /// <summary>A field value: visible Latin-1, blanks and tabs.</summary>
    public static bool IsFieldValue(ReadOnlySpan<char> text)
    {
        foreach (char c in text)
        {
            if ((c < ' ' && c != '\t') || c == 0x7F || c > 0xFF)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>A request target: visible ASCII without a fragment.</summary>
    public static bool IsTarget(ReadOnlySpan<char> text) => !text.IsEmpty && !text.ContainsAnyExceptInRange('!', '~') && !text.Contains('#');
}
