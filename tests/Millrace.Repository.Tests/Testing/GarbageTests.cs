using Millrace.Testing;
using Xunit;

namespace Millrace.Repository.Tests.Testing;

public sealed class GarbageTests
{
    private static readonly byte[] Valid = [.. Enumerable.Range(100, 40).Select(n => (byte)n)];

    [Fact]
    public void The_same_seed_gives_the_same_nonsense()
    {
        Assert.Equal(Garbage.Bytes(5, 20), Garbage.Bytes(5, 20));
        Assert.NotEqual(Garbage.Bytes(5, 20), Garbage.Bytes(6, 20));
        Assert.Equal(Garbage.Mutations(Valid, 5, 20), Garbage.Mutations(Valid, 5, 20));
        Assert.NotEqual(Garbage.Mutations(Valid, 5, 20), Garbage.Mutations(Valid, 6, 20));
    }

    [Fact]
    public void Bytes_keep_to_the_length_and_reach_it()
    {
        byte[][] inputs = [.. Garbage.Bytes(1, 500, maxLength: 8)];
        Assert.Equal(Enumerable.Range(0, 9), inputs.Select(input => input.Length).Distinct().Order());
    }

    [Fact]
    public void Most_mutations_differ_from_the_valid_input_and_leave_it_alone()
    {
        byte[] before = [.. Valid];
        byte[][] inputs = [.. Garbage.Mutations(Valid, 2, 200)];

        Assert.Equal(before, Valid);
        Assert.InRange(inputs.Count(input => !input.SequenceEqual(Valid)), 190, 200);
        Assert.Contains(inputs, input => input.Length > Valid.Length);
        Assert.Contains(inputs, input => input.Length < Valid.Length);
    }

    [Fact]
    public void Truncations_are_all_proper_prefixes() =>
        Assert.Equal([[], [1], [1, 2]], Garbage.Truncations([1, 2, 3]));
}
