using Millrace.Hosting;
using Millrace.Testing;
using Millrace.Tracker.Host;
using Millrace.Tracker.Host.Admission;

namespace Millrace.Tracker.Tests.Host.Admission;

public sealed class TrackerSecretTests : IDisposable
{
    private readonly TempFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Without_one_each_start_has_its_own() =>
        Assert.NotEqual(TrackerSecret.Of(new TrackerOptions()), TrackerSecret.Of(new TrackerOptions()));

    [Fact]
    public void A_files_line_is_the_secret() =>
        Assert.Equal("0123456789abcdef"u8.ToArray(), TrackerSecret.Of(new TrackerOptions { SecretFile = _folder.Write("secret", "0123456789abcdef\r\n") }));

    [Fact]
    public void Blanks_around_a_files_line_do_not_count() =>
        Assert.Equal("0123456789 abcdef"u8.ToArray(), TrackerSecret.Of(new TrackerOptions { SecretFile = _folder.Write("secret", " \t0123456789 abcdef \n\n") }));

    [Theory]
    [InlineData("0123456789abcde", "it has 15 bytes and must have 16 to 1024")]
    [InlineData("0123456789abcdef\n0123456789abcdef", "there is a line break or another control character in it. Put it on one line.")]
    public void A_file_that_holds_no_secret_says_why(string text, string why)
    {
        string path = _folder.Write("secret", text);
        ServerStartException e = Assert.Throws<ServerStartException>(() => TrackerSecret.Of(new TrackerOptions { SecretFile = path }));

        Assert.StartsWith($"'{path}' holds no usable secret: {why}", e.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_file_that_is_not_there_says_so()
    {
        ServerStartException e = Assert.Throws<ServerStartException>(() => TrackerSecret.Of(new TrackerOptions { SecretFile = _folder.Combine("none") }));

        Assert.StartsWith("The file of the secret cannot be read: ", e.Message, StringComparison.Ordinal);
    }
}
