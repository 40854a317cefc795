using System.Text;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Host.Admission;

/// <summary>The info hashes of an allow or deny list.</summary>
internal static class InfoHashList
{
    public static ListReading<HashSet<InfoHash>> Read(Stream stream)
    {
        HashSet<InfoHash> hashes = [];
        BrokenLines broken = new();
        ListLines lines = new(stream);
        Span<char> digits = stackalloc char[2 * TrackerProtocol.InfoHashBytes];
        while (lines.TryRead(out ReadOnlySpan<byte> entry))
        {
            if (entry.Length == digits.Length && Encoding.ASCII.GetChars(entry, digits) == digits.Length && InfoHash.TryParse(digits, out InfoHash hash))
            {
                _ = hashes.Add(hash);
            }
            else
            {
                broken.Add(lines.Number, entry, "is no info hash: write 40 hexadecimal digits.");
            }
        }

        return new(hashes, hashes.Count, broken.Count, broken.Problems);
    }
}
