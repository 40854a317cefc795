using System.Text;
using Millrace.Http.Load.Clients;
using Millrace.Testing;

namespace Millrace.Http.Tests.Load;

public sealed class BodySearchTests
{
    [Theory]
    [InlineData("needle", "a needle in hay", true)]
    [InlineData("needle", "needle", true)]
    [InlineData("needle", "needl", false)]
    [InlineData("needle", "needneedle", true)]
    [InlineData("needle", "neeedle", false)]
    [InlineData("aab", "aaaaaaaaaaab", true)]
    [InlineData("x", "abcx", true)]
    [InlineData("x", "abc", false)]
    [InlineData("abab", "abaabab", true)]
    public void A_text_is_found_however_the_body_is_cut(string sought, string body, bool isThere)
    {
        var search = new BodySearch();
        byte[] wanted = Encoding.ASCII.GetBytes(sought);
        foreach (Segmentation way in HostileSegments.All(Encoding.ASCII.GetBytes(body)))
        {
            search.Begin(wanted);
            foreach (ReadOnlyMemory<byte> piece in way.Segments)
            {
                search.Take(piece.Span);
            }

            Assert.True(search.IsFound == isThere, way.Name);
        }
    }

    [Fact]
    public void Nothing_sought_is_found_at_once()
    {
        var search = new BodySearch();
        search.Begin(null);

        Assert.True(search.IsFound);
    }
}
