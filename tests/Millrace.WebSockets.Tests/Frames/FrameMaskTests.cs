using System.Runtime.InteropServices;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class FrameMaskTests
{
    [Fact]
    public void Every_phase_and_length_matches_the_definition_and_leaves_its_margins_alone()
    {
        byte[] keyBytes = [0x11, 0x22, 0x33, 0x44];
        uint key = MemoryMarshal.Read<uint>(keyBytes);
        var random = new Random(5);
        for (int length = 0; length <= 300; length++)
        {
            for (int phase = 0; phase < 8; phase++)
            {
                byte[] bytes = new byte[length + 16 + phase];
                random.NextBytes(bytes);
                byte[] expected = [.. bytes];
                for (int i = 0; i < length; i++)
                {
                    expected[8 + phase + i] ^= keyBytes[(i + phase) & 3];
                }

                FrameMask.Apply(bytes.AsSpan(8 + phase, length), key, phase);
                Assert.Equal(expected, bytes);
            }
        }
    }

    [Fact]
    public void Masking_in_pieces_equals_masking_at_once()
    {
        byte[] whole = new byte[1000];
        new Random(6).NextBytes(whole);
        byte[] pieces = [.. whole];
        FrameMask.Apply(whole, 0xDEADBEEF);
        var random = new Random(7);
        for (int at = 0; at < pieces.Length;)
        {
            int take = Math.Min(random.Next(1, 70), pieces.Length - at);
            FrameMask.Apply(pieces.AsSpan(at, take), 0xDEADBEEF, at);
            at += take;
        }

        Assert.Equal(whole, pieces);
    }

    [Fact]
    public void Keys_do_not_repeat_within_a_batch_and_across_it() =>
        Assert.True(Enumerable.Range(0, 1000).Select(_ => FrameMask.NewKey()).Distinct().Count() > 990);
}
