using System.IO.Compression;
using System.Text;
using Millrace.Live.Host.Client;

namespace Millrace.Live.Tests.Client;

public sealed class ClientFileTests
{
    [Fact]
    public void The_script_stays_under_10_KB_as_served()
    {
        Assert.InRange(ClientFile.Script.Gzip.Length, 1_000, 10_000);
    }

    [Fact]
    public void What_is_packed_is_what_is_plain()
    {
        foreach (ClientFile file in ClientFile.All)
        {
            using var gzip = new GZipStream(new MemoryStream(file.Gzip.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);

            Assert.Equal(file.Plain.ToArray(), plain.ToArray());
            Assert.Matches("^\"[A-Za-z0-9_-]{16}\"$", file.ETag);
        }
    }

    [Theory]
    [InlineData("eval(")]
    [InlineData("new Function")]
    [InlineData("style=")]
    [InlineData("setAttribute('style'")]
    [InlineData("import(")]
    public void The_script_has_nothing_that_a_strict_policy_forbids(string forbidden)
    {
        Assert.DoesNotContain(forbidden, Encoding.UTF8.GetString(ClientFile.Script.Plain.Span), StringComparison.Ordinal);
    }

    [Fact]
    public void Indentation_and_comment_lines_are_left_out_and_nothing_else()
    {
        Assert.Equal("a { b: 'c // d'; } // e\nf\n", ClientFile.Shorten("// first\na { b: 'c // d'; } // e\n\n  /* second */\r\n  f\n"));
    }
}
