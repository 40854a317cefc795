using System.IO.Compression;
using System.Text;
using System.Text.RegularExpressions;
using Millrace.Live.Host.Client;
using Millrace.Live.Wire;

namespace Millrace.Live.Tests.Client;

public sealed class ClientFileTests
{
    private static string Source { get; } = Encoding.UTF8.GetString(ClientFile.Script.Web.Plain.Span);

    [Fact]
    public void The_script_stays_under_10_KB_as_served()
    {
        Assert.InRange(ClientFile.Script.Web.Gzip.Length, 1_000, 10_000);
    }

    [Fact]
    public void What_is_packed_is_what_is_plain()
    {
        foreach (ClientFile file in ClientFile.All)
        {
            using var gzip = new GZipStream(new MemoryStream(file.Web.Gzip.ToArray()), CompressionMode.Decompress);
            using var plain = new MemoryStream();
            gzip.CopyTo(plain);

            Assert.Equal(file.Web.Plain.ToArray(), plain.ToArray());
            Assert.Matches("^\"[A-Za-z0-9_-]{16}\"$", file.Web.ETag);
        }
    }

    [Fact]
    public void The_script_knows_the_well_known_names_in_their_order()
    {
        string names = Regex.Match(Source, "const NAMES=`([^`]*)`").Groups[1].Value;

        Assert.Equal(WellKnownNames.All.ToArray(), Regex.Split(names, @"\s"));
    }

    [Fact]
    public void The_script_has_the_numbers_of_all_events()
    {
        string table = Regex.Match(Source, @"const KINDS=\{([^}]*)\}").Groups[1].Value;
        int[] numbers = [.. Regex.Matches(table, "0x([0-9a-f]{2})").Select(match => Convert.ToInt32(match.Groups[1].Value, 16))];
        // These two are told apart by what the field is, not by the event.
        IEnumerable<int> known = Enum.GetValues<EventKind>().Except([EventKind.None, EventKind.Toggle, EventKind.Choose]).Select(kind => (int)kind);

        Assert.Equal(known.Order(), numbers.Order());
        Assert.Contains("0x32", Source, StringComparison.Ordinal);
        Assert.Contains("0x33", Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("eval(")]
    [InlineData("new Function")]
    [InlineData("style=")]
    [InlineData("setAttribute('style'")]
    [InlineData("import(")]
    public void The_script_has_nothing_that_a_strict_policy_forbids(string forbidden)
    {
        Assert.DoesNotContain(forbidden, Source, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("a = b ? 'c // d = e' : f; // g isn't kept\nh", "a=b?'c // d = e':f;\nh")]
    [InlineData("x - -y + +z / 2 % 3", "x - -y + +z / 2 % 3")]
    [InlineData("`two\nlines = ${ a }`.split(/\\s/) && 'it\\'s = '", "`two\nlines = ${ a }`.split(/\\s/)&&'it\\'s = '")]
    [InlineData("return (a); const [b, c] = d // e", "return(a);const [b,c]=d")]
    public void Spaces_beside_marks_and_comments_at_the_end_are_left_out_but_not_in_quotes(string script, string tight)
    {
        Assert.Equal(tight, ClientFile.Tighten(script));
    }

    [Fact]
    public void Indentation_and_comment_lines_are_left_out_and_nothing_else()
    {
        Assert.Equal("a { b: 'c // d'; } // e\nf\n", ClientFile.Shorten("// first\na { b: 'c // d'; } // e\n\n  /* second */\r\n  f\n"));
    }
}
