using Xunit;

namespace Millrace.Results.Tests.Text;

public sealed class ByteSizeTests
{
    [Theory]
    [InlineData("64", 64)]
    [InlineData("512B", 512)]
    [InlineData("4KiB", 4096)]
    [InlineData("4 kib", 4096)]
    [InlineData("1MiB", 1048576)]
    [InlineData("2kB", 2000)]
    public void Sizes_are_read_with_their_unit(string text, long bytes)
    {
        Assert.True(ByteSize.TryParse(text, out long read));
        Assert.Equal(bytes, read);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-1")]
    [InlineData("1.5KiB")]
    [InlineData("big")]
    [InlineData("KiB")]
    [InlineData("9223372036854775807KiB")]
    public void What_is_no_size_is_refused(string text) => Assert.False(ByteSize.TryParse(text, out _));
}
