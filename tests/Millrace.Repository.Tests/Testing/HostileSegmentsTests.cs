using System.Buffers;
using System.Runtime.InteropServices;
using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class HostileSegmentsTests
{
    private static readonly byte[] Whole = [.. Enumerable.Range(0, 50).Select(n => (byte)n)];

    [Fact]
    public void Every_segmentation_joins_to_the_same_bytes_without_an_empty_piece()
    {
        Segmentation[] all = [.. HostileSegments.All(Whole, seed: 7, randomCount: 30)];

        Assert.Equal(1 + 49 + 1 + 30, all.Length);
        Assert.All(all, segmentation =>
        {
            Assert.Equal(Whole, segmentation.Segments.SelectMany(piece => piece.ToArray()));
            Assert.Equal(Whole, segmentation.ToSequence().ToArray());
            Assert.DoesNotContain(segmentation.Segments, piece => piece.IsEmpty);
        });
        Assert.Equal(50, all.Single(segmentation => segmentation.Name == "one byte per segment").Segments.Count);
        Assert.Equal([1, 49], all.Single(segmentation => segmentation.Name == "split at 1").Segments.Select(piece => piece.Length));
    }

    [Fact]
    public void The_same_seed_cuts_the_same_way_and_another_does_not()
    {
        static int[] Cuts(int seed) => [.. HostileSegments.Random(Whole, seed, 10).SelectMany(cut => cut.Segments).Select(piece => piece.Length)];

        Assert.Equal(Cuts(3), Cuts(3));
        Assert.NotEqual(Cuts(3), Cuts(4));
    }

    [Fact]
    public void An_empty_input_is_an_empty_sequence() => Assert.All(HostileSegments.All([]), segmentation => Assert.True(segmentation.ToSequence().IsEmpty));

    [Fact]
    public void Pieces_lie_between_margins_of_0xFF()
    {
        Assert.True(MemoryMarshal.TryGetArray(HostileSegments.Poisoned([1, 2, 3]), out ArraySegment<byte> piece));
        Assert.Equal(new byte[] { 1, 2, 3 }, piece.ToArray());
        Assert.Equal(0xFF, piece.Array![piece.Offset - 1]);
        Assert.Equal(0xFF, piece.Array[piece.Offset + 3]);
    }

    [Fact]
    public void A_write_beyond_a_poisoned_buffer_shows()
    {
        var buffer = new PoisonedBuffer(4);
        buffer.Span.Clear();
        Assert.True(buffer.MarginsAreIntact);

        Assert.True(MemoryMarshal.TryGetArray<byte>(buffer.Memory, out ArraySegment<byte> piece));
        piece.Array![piece.Offset + 4] = 0;
        Assert.False(buffer.MarginsAreIntact);
    }
}
