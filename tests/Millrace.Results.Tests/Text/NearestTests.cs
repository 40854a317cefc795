using Xunit;

namespace Millrace.Results.Tests.Text;

public sealed class NearestTests
{
    [Theory]
    [InlineData("", "", 0)]
    [InlineData("", "abc", 3)]
    [InlineData("kitten", "sitting", 3)]
    [InlineData("pasue", "pause", 1)]
    [InlineData("kil", "kill", 1)]
    [InlineData("same", "same", 0)]
    public void Slips_count_edits_and_swapped_neighbours(string left, string right, int expected)
    {
        Assert.Equal(expected, Nearest.Slips(left, right));
        Assert.Equal(expected, Nearest.Slips(right, left));
    }

    [Theory]
    [InlineData("pasue", "pause")]
    [InlineData("KILL", "kill")]
    [InlineData("part", "partition")]
    [InlineData("xyzzy", null)]
    [InlineData("", null)]
    public void The_probable_name_is_found_and_an_improbable_one_is_not(string typed, string? expected) =>
        Assert.Equal(expected, Nearest.Find(typed, ["pause", "kill", "partition"]));

    [Fact]
    public void A_suggestion_falls_back_to_the_list()
    {
        Assert.Equal("; did you mean 'pause'?", Nearest.Suggest("paus", ["pause", "kill"]));
        Assert.Equal("; known are pause, kill", Nearest.Suggest("xyzzy", ["pause", "kill"]));
    }
}
