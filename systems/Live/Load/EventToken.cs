namespace Millrace.Live.Load;

/// <summary>
/// What a client types: <c>(client &lt;&lt; 32) ^ sequence</c> in base 36, padded on the right with <c>x</c> to the payload's length; where it is longer, its last characters.
/// One event's value is another than that of any event near it.
/// </summary>
internal static class EventToken
{
    /// <summary>The shortest payload: enough digits for the numbers of the events that one client can have under way.</summary>
    public const int MinBytes = 4;

    private const int MostDigits = 13; // of 64 bits
    private static ReadOnlySpan<byte> Digits => "0123456789abcdefghijklmnopqrstuvwxyz"u8;

    /// <summary>Writes the token of one event of one client over all of <paramref name="token"/>.</summary>
    public static void Write(Span<byte> token, int client, long sequence)
    {
        ulong value = ((ulong)(uint)client << 32) ^ (ulong)sequence;
        Span<byte> digits = stackalloc byte[MostDigits];
        int at = MostDigits;
        do
        {
            (value, ulong digit) = Math.DivRem(value, 36);
            digits[--at] = Digits[(int)digit];
        }
        while (value > 0);

        ReadOnlySpan<byte> text = digits[at..];
        text = text[Math.Max(0, text.Length - token.Length)..];
        text.CopyTo(token);
        token[text.Length..].Fill((byte)'x');
    }
}
