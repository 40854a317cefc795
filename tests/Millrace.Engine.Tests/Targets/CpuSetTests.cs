using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class CpuSetTests
{
    [Theory]
    [InlineData("0", "0")]
    [InlineData("0-3,8", "0-3,8")]
    [InlineData("3,1,2,2,7-8\n", "1-3,7-8")]
    public void A_list_is_read_and_printed_as_the_kernel_writes_it(string text, string expected)
    {
        Assert.True(CpuSet.TryParse(text, out CpuSet? set, out _));
        Assert.Equal(expected, set!.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("a")]
    [InlineData("3-1")]
    [InlineData("-1")]
    [InlineData("1,")]
    [InlineData("1024")]
    [InlineData("0-99999999999")]
    public void Other_text_is_refused(string text)
    {
        Assert.False(CpuSet.TryParse(text, out _, out string? problem));
        Assert.Contains("not a list of processors", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Halves_share_nothing_and_a_single_processor_has_none()
    {
        var (generator, target) = new CpuSet([0, 1, 2, 3, 4]).Halve()!.Value;
        Assert.Equal(("0-1", "2-4"), (generator.ToString(), target.ToString()));
        Assert.Null(new CpuSet([5]).Halve());
    }
}
