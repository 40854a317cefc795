using System.Text;

namespace Millrace.Gateway.Host.Admission;

/// <summary>The path that a client asked for, as backends see it: percent-decoded, as most programs have it, and short enough to be the name of a room.</summary>
internal static class RequestPath
{
    /// <summary>Longest decoded path, in characters: a backend may well answer with it as the room, and ids have no more.</summary>
    public const int MaxLength = 256;

    /// <summary>Decodes a path as it was sent. 0, or the status it is to be refused with and why.</summary>
    public static int TryDecode(string sent, out string path, out string problem)
    {
        (path, problem) = (sent, "");
        if (sent.Contains('%', StringComparison.Ordinal) && !TryUnescape(sent, out path))
        {
            problem = "The path has a percent escape that is none, or that is not UTF-8.";
            return 400;
        }

        if (path.Any(char.IsControl))
        {
            problem = "The path holds a control character.";
            return 400;
        }

        problem = path.Length > MaxLength ? $"The path is longer than {MaxLength} characters." : "";
        return path.Length > MaxLength ? 414 : 0;
    }

    private static int Digit(byte hex) => hex <= '9' ? hex - '0' : (hex | 0x20) - 'a' + 10;

    private static bool TryUnescape(string sent, out string path)
    {
        path = "";
        byte[] bytes = Encoding.UTF8.GetBytes(sent);
        int length = 0;
        for (int at = 0; at < bytes.Length; at++)
        {
            byte next = bytes[at];
            if (next == '%')
            {
                if (at + 2 >= bytes.Length || !char.IsAsciiHexDigit((char)bytes[at + 1]) || !char.IsAsciiHexDigit((char)bytes[at + 2]))
                {
                    return false;
                }

                next = (byte)((Digit(bytes[at + 1]) << 4) | Digit(bytes[at + 2]));
                at += 2;
            }

            bytes[length++] = next;
        }

        ReadOnlySpan<byte> decoded = bytes.AsSpan(0, length);
        if (!System.Text.Unicode.Utf8.IsValid(decoded))
        {
            return false;
        }

        path = Encoding.UTF8.GetString(decoded);
        return true;
    }
}
