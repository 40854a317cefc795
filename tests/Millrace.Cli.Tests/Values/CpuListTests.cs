using Millrace.Cli.Values;
using Xunit;

namespace Millrace.Cli.Tests.Values;

public sealed class CpuListTests
{
    [Theory]
    [InlineData("0", 0)]
    [InlineData("0,2,4-6", 0, 2, 4, 5, 6)]
    [InlineData("3,1-2,2", 1, 2, 3)]
    public void Numbers_and_ranges_are_read_in_order_and_once(string text, params int[] cpus)
    {
        Assert.True(CpuList.TryParse(text, 8, out IReadOnlyList<int>? read, out _));
        Assert.Equal(cpus, read);
    }

    [Theory]
    [InlineData("", "neither a processor number")]
    [InlineData("a", "neither a processor number")]
    [InlineData("0,,1", "neither a processor number")]
    [InlineData("5-2", "neither a processor number")]
    [InlineData("1-2-3", "neither a processor number")]
    [InlineData("-1", "neither a processor number")]
    [InlineData("8", "processor 8 does not exist: this process may use 0 to 7")]
    [InlineData("0-99", "processor 99 does not exist")]
    public void Bad_list_is_refused_with_its_part(string text, string message)
    {
        Assert.False(CpuList.TryParse(text, 8, out _, out string? error));
        Assert.Contains(message, error, StringComparison.Ordinal);
    }
}
