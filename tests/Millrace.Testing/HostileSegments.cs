namespace Millrace.Testing;

/// <summary>
/// Cuts the same bytes in every way that a network may: a parser has to give the same answer for each.
/// Every piece lies inside a larger array of 0xFF, so reading past its end gives wrong bytes instead of a lucky zero.
/// </summary>
public static class HostileSegments
{
    private const int Margin = 16;

    /// <summary>Whole, every split in two, one byte per segment, and <paramref name="randomCount"/> random cuts.</summary>
    public static IEnumerable<Segmentation> All(byte[] whole, int seed = 1, int randomCount = 20) =>
        [Whole(whole), .. EverySplit(whole), OneByteEach(whole), .. Random(whole, seed, randomCount)];

    /// <summary>All bytes in one piece.</summary>
    public static Segmentation Whole(byte[] whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return new Segmentation("whole", [Poisoned(whole)]);
    }

    /// <summary>Two pieces, cut at every index from 1 to the length minus 1.</summary>
    public static IEnumerable<Segmentation> EverySplit(byte[] whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        for (int at = 1; at < whole.Length; at++)
        {
            yield return new Segmentation($"split at {at}", [Poisoned(whole.AsSpan(0, at)), Poisoned(whole.AsSpan(at))]);
        }
    }

    /// <summary>One byte per piece.</summary>
    public static Segmentation OneByteEach(byte[] whole)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return new Segmentation("one byte per segment", [.. whole.Select(value => Poisoned([value]))]);
    }

    /// <summary>Random cuts, the same for the same seed; small pieces are as likely as large ones.</summary>
    public static IEnumerable<Segmentation> Random(byte[] whole, int seed, int count)
    {
        ArgumentNullException.ThrowIfNull(whole);
        var random = new Random(seed);
        for (int n = 0; n < count; n++)
        {
            var segments = new List<ReadOnlyMemory<byte>>();
            for (int at = 0; at < whole.Length;)
            {
                int longest = 1 << random.Next(0, 12);
                int length = Math.Min(random.Next(1, longest + 1), whole.Length - at);
                segments.Add(Poisoned(whole.AsSpan(at, length)));
                at += length;
            }

            yield return new Segmentation($"random cut {n} of seed {seed}", segments);
        }
    }

    /// <summary>A copy of the bytes in the middle of a larger array whose margins are 0xFF.</summary>
    public static ReadOnlyMemory<byte> Poisoned(ReadOnlySpan<byte> bytes)
    {
        byte[] array = new byte[bytes.Length + (2 * Margin)];
        array.AsSpan().Fill(0xFF);
        bytes.CopyTo(array.AsSpan(Margin));
        return array.AsMemory(Margin, bytes.Length);
    }
}
