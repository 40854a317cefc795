using System.Text;
using Millrace.Testing;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

/// <summary>BEP 41: 0 ends the options, 1 is one byte of nothing, 2 is URL data with a length of one byte, and every other has a length too.</summary>
public sealed class UrlDataTests
{
    [Theory]
    [InlineData("", "")] // none
    [InlineData("00", "")] // End
    [InlineData("0101010100", "")] // NOPs, End
    [InlineData("02022F6100", "/a")] // URLData "/a", End
    [InlineData("02022F61", "/a")] // URLData without End
    [InlineData("0102022F610100", "/a")] // NOP, URLData, NOP, End
    [InlineData("02022F6102022F6200", "/a/b")] // two URLData are one
    [InlineData("02022F61010102022F6200", "/a/b")] // with NOPs between
    [InlineData("02022F610002022F62", "/a")] // nothing counts behind End
    [InlineData("020002022F6100", "/a")] // an empty URLData
    [InlineData("0703AABBCC02022F6100", "/a")] // an option that nobody knows is passed over
    [InlineData("FF0002022F6100", "/a")] // one without content too
    [InlineData("02", "")] // no length
    [InlineData("0205", "")] // a length and nothing
    [InlineData("02022F", "")] // one byte too short
    [InlineData("02022F6102FF2F62", "/a")] // the second runs over the end
    [InlineData("02022F610702AA", "/a")] // one that nobody knows runs over the end
    public void Options_are_read_as_BEP_41_says(string options, string expected)
    {
        byte[] url = new byte[64];

        int length = UrlData.Read(HostileSegments.Poisoned(Convert.FromHexString(options)).Span, url);

        Assert.Equal(expected, Encoding.ASCII.GetString(url, 0, length));
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(1, 4)]
    [InlineData(254, 257)]
    [InlineData(255, 258)]
    [InlineData(256, 261)]
    [InlineData(510, 515)]
    [InlineData(511, 518)]
    [InlineData(700, 707)]
    public void Url_is_cut_into_pieces_of_255_and_put_together_again(int urlBytes, int optionBytes)
    {
        byte[] url = [.. Enumerable.Range(0, urlBytes).Select(n => (byte)n)];
        byte[] options = new byte[optionBytes];
        byte[] read = new byte[urlBytes];

        Assert.Equal(optionBytes, UrlData.LengthFor(urlBytes));
        Assert.Equal(optionBytes, UrlData.Write(options, url));

        Assert.Equal(0, options[^1]);
        Assert.Equal(urlBytes, UrlData.Read(options, read));
        Assert.Equal(url, read);
    }

    [Fact]
    public void First_piece_of_a_long_url_has_255_bytes()
    {
        byte[] options = new byte[261];

        _ = UrlData.Write(options, new byte[256]);

        Assert.Equal((2, 255), (options[0], options[1]));
        Assert.Equal((2, 1), (options[257], options[258]));
    }

    [Fact]
    public void Url_that_does_not_fit_is_cut_and_its_length_is_said()
    {
        byte[] options = new byte[UrlData.LengthFor(600)];
        _ = UrlData.Write(options, [.. Enumerable.Range(0, 600).Select(n => (byte)n)]);
        for (int room = 0; room < 600; room += 7)
        {
            byte[] url = [.. Enumerable.Repeat((byte)0xEE, room)];

            Assert.Equal(600, UrlData.Read(options, url));

            Assert.Equal(Enumerable.Range(0, room).Select(n => (byte)n), url);
        }
    }

    [Fact]
    public void Options_cut_off_anywhere_give_the_whole_pieces_before_the_cut()
    {
        byte[] options = new byte[UrlData.LengthFor(300)];
        _ = UrlData.Write(options, new byte[300]);
        byte[] url = new byte[300];
        foreach (byte[] cut in Garbage.Truncations(options))
        {
            int expected = cut.Length < 257 ? 0 : cut.Length < 257 + 47 ? 255 : 300;
            Assert.Equal(expected, UrlData.Read(HostileSegments.Poisoned(cut).Span, url));
        }
    }

    [Fact]
    public void Garbage_gives_no_more_than_it_has()
    {
        byte[] url = new byte[100];
        foreach (byte[] garbage in Garbage.Bytes(seed: 31, count: 20_000, maxLength: 300))
        {
            Assert.InRange(UrlData.Read(HostileSegments.Poisoned(garbage).Span, url), 0, garbage.Length);
        }
    }
}
