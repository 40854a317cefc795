using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Tests.Wire;

public sealed class InfoHashTests
{
    private const string Text = "000102030405060708090a0b0c0d0e0f10111213";

    [Fact]
    public void Text_is_read_and_written()
    {
        Assert.True(InfoHash.TryParse(Text, out InfoHash hash));

        Assert.Equal(new InfoHash(0x0001_0203_0405_0607, 0x0809_0A0B_0C0D_0E0F, 0x1011_1213), hash);
        Assert.Equal(Text, hash.ToString());
    }

    [Fact]
    public void Upper_case_is_the_same()
    {
        Assert.True(InfoHash.TryParse(Text.ToUpperInvariant(), out InfoHash hash));

        Assert.Equal(Text, hash.ToString());
    }

    [Theory]
    [InlineData("")]
    [InlineData("00")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121")]
    [InlineData("000102030405060708090a0b0c0d0e0f101112131")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121314")]
    [InlineData("g00102030405060708090a0b0c0d0e0f10111213")]
    [InlineData("000102030405060708090a0b0c0d0e0f1011121g")]
    [InlineData(" 00102030405060708090a0b0c0d0e0f10111213")]
    [InlineData("0x0102030405060708090a0b0c0d0e0f10111213")]
    public void What_is_not_40_hexadecimal_digits_is_refused(string text)
    {
        Assert.False(InfoHash.TryParse(text, out InfoHash hash));
        Assert.Equal(default, hash);
    }

    [Fact]
    public void Bytes_are_read_and_written()
    {
        byte[] bytes = [.. Enumerable.Range(1, 20).Select(n => (byte)n)];
        byte[] written = new byte[20];

        InfoHash.Read(bytes).Write(written);

        Assert.Equal(bytes, written);
    }

    [Fact]
    public void Peer_id_is_read_and_written()
    {
        byte[] bytes = [.. Enumerable.Range(1, 20).Select(n => (byte)n)];
        byte[] written = new byte[20];

        PeerId.Read(bytes).Write(written);

        Assert.Equal(bytes, written);
    }
}
