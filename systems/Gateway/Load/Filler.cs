namespace Millrace.Gateway.Load;

/// <summary>What fills a message up to its length: the same in all messages of a run, following from its seed.</summary>
internal static class Filler
{
    private const string Alphabet = "abcdefghijklmnopqrstuvwxyz234567";

    public static void Write(Span<byte> bytes, long seed)
    {
        var random = new Random(unchecked((int)(seed ^ (seed >> 32))));
        foreach (ref byte letter in bytes)
        {
            letter = (byte)Alphabet[random.Next(Alphabet.Length)];
        }
    }
}
