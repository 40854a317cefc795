namespace Millrace.Testing;

/// <summary>Seeded nonsense for parsers: the same seed gives the same bytes, so a failing input can be had again.</summary>
public static class Garbage
{
    // The edges of one, two and four byte lengths, and of signs: where parsers overflow.
    private static readonly byte[] Edges = [0x00, 0x01, 0x7D, 0x7E, 0x7F, 0x80, 0x81, 0xFE, 0xFF];

    /// <summary>Random inputs of 0 to <paramref name="maxLength"/> bytes.</summary>
    public static IEnumerable<byte[]> Bytes(int seed, int count, int maxLength = 512)
    {
        var random = new Random(seed);
        for (int n = 0; n < count; n++)
        {
            byte[] bytes = new byte[random.Next(0, maxLength + 1)];
            random.NextBytes(bytes);
            yield return bytes;
        }
    }

    /// <summary>A valid input with one to four things wrong: flipped bits, edge values, bytes put in, taken out, repeated or cut off.</summary>
    public static IEnumerable<byte[]> Mutations(byte[] valid, int seed, int count)
    {
        ArgumentNullException.ThrowIfNull(valid);
        var random = new Random(seed);
        for (int n = 0; n < count; n++)
        {
            List<byte> bytes = [.. valid];
            for (int wrongs = random.Next(1, 5); wrongs > 0; wrongs--)
            {
                Mutate(bytes, random);
            }

            yield return [.. bytes];
        }
    }

    /// <summary>Every proper prefix of the input, from none of it to all but the last byte.</summary>
    public static IEnumerable<byte[]> Truncations(byte[] valid)
    {
        ArgumentNullException.ThrowIfNull(valid);
        for (int length = 0; length < valid.Length; length++)
        {
            yield return valid[..length];
        }
    }

    private static void Mutate(List<byte> bytes, Random random)
    {
        if (bytes.Count == 0)
        {
            bytes.Add((byte)random.Next(256));
            return;
        }

        int at = random.Next(bytes.Count);
        int run = random.Next(1, Math.Min(16, bytes.Count - at) + 1);
        switch (random.Next(6))
        {
            case 0:
                bytes[at] ^= (byte)(1 << random.Next(8));
                break;
            case 1:
                bytes[at] = Edges[random.Next(Edges.Length)];
                break;
            case 2:
                bytes.Insert(at, (byte)random.Next(256));
                break;
            case 3:
                bytes.RemoveRange(at, run);
                break;
            case 4:
                bytes.InsertRange(at, bytes.GetRange(at, run));
                break;
            default:
                bytes.RemoveRange(at, bytes.Count - at);
                break;
        }
    }
}
