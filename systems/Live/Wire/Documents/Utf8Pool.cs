namespace Millrace.Live.Wire;

/// <summary>Texts that many documents have, kept once: a small table of what was seen lately, one a thread. The arrays are never written to.</summary>
internal static class Utf8Pool
{
    private const int Slots = 1024;
    private const int Longest = 48;

    [ThreadStatic]
    private static byte[]?[]? Pool;

    public static byte[] Of(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return [];
        }

        if (text.Length > Longest)
        {
            return text.ToArray();
        }

        uint hash = (uint)text.Length;
        foreach (byte value in text)
        {
            hash = (hash ^ value) * 16777619;
        }

        byte[]?[] pool = Pool ??= new byte[]?[Slots];
        ref byte[]? slot = ref pool[(hash ^ (hash >> 15)) % Slots];
        return slot is not null && text.SequenceEqual(slot) ? slot : slot = text.ToArray();
    }
}
