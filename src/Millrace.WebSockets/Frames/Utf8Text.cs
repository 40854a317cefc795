using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Millrace.WebSockets.Frames;

/// <summary>UTF-8 checks of text that arrives in pieces.</summary>
internal static class Utf8Text
{
    /// <summary>
    /// False when <paramref name="text"/> can not be, or (where <paramref name="final"/> is false) can not become, valid UTF-8.
    /// <paramref name="complete"/> counts the leading bytes that are whole characters; the next check starts there.
    /// </summary>
    public static bool TryValidate(ReadOnlySpan<byte> text, bool final, out int complete)
    {
        complete = text.Length;
        if (Utf8.IsValid(text))
        {
            return true;
        }

        complete = 0;
        if (final)
        {
            return false;
        }

        // A piece may end inside a character of up to four bytes: look for its lead byte among the last three.
        for (int back = 1; back <= Math.Min(3, text.Length); back++)
        {
            if ((text[^back] & 0xC0) == 0x80)
            {
                continue;
            }

            if (Rune.DecodeFromUtf8(text[^back..], out _, out _) == OperationStatus.NeedMoreData && Utf8.IsValid(text[..^back]))
            {
                complete = text.Length - back;
                return true;
            }

            return false;
        }

        return false;
    }
}
