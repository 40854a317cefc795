using System.Text;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class Utf8TextTests
{
    [Theory]
    [InlineData("C0 80")] // overlong NUL
    [InlineData("C1 BF")]
    [InlineData("E0 80 80")] // overlong
    [InlineData("F0 80 80 80")]
    [InlineData("ED A0 80")] // surrogate
    [InlineData("ED BF BF")]
    [InlineData("F4 90 80 80")] // beyond U+10FFFF
    [InlineData("F5 80 80 80")]
    [InlineData("FE")]
    [InlineData("FF")]
    [InlineData("80")] // lone continuation
    [InlineData("41 BF 42")]
    [InlineData("E2 82 41")] // broken off inside
    [InlineData("CE BA E1 BD B9 CF 83 CE BC CE B5 ED A0 80 65 64")]
    public void Invalid_text_is_refused_in_one_piece_and_in_every_split(string hex)
    {
        byte[] text = Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal));
        Assert.False(Utf8Text.TryValidate(text, final: true, out _));
        for (int split = 0; split <= text.Length; split++)
        {
            Assert.False(InPieces(text, split));
        }
    }

    [Fact]
    public void Valid_text_passes_in_every_split()
    {
        byte[] text = Encoding.UTF8.GetBytes("aä€😀\u0000\u007F\u0080\u07FF\u0800\uD7FF\uE000\uFFFD\U00010000\U0010FFFF z");
        for (int split = 0; split <= text.Length; split++)
        {
            Assert.True(InPieces(text, split));
        }
    }

    [Fact]
    public void Text_that_ends_inside_a_character_is_refused_only_at_the_end()
    {
        byte[] text = "😀"u8.ToArray();
        for (int length = 1; length < 4; length++)
        {
            Assert.True(Utf8Text.TryValidate(text.AsSpan(0, length), final: false, out int complete));
            Assert.Equal(0, complete);
            Assert.False(Utf8Text.TryValidate(text.AsSpan(0, length), final: true, out _));
        }
    }

    [Theory]
    [InlineData("F4 90")]
    [InlineData("ED A0")]
    [InlineData("E0 9F")]
    [InlineData("F0 8F")]
    [InlineData("C0")]
    public void A_start_that_can_not_become_valid_is_refused_at_once(string hex) =>
        Assert.False(Utf8Text.TryValidate(Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal)), final: false, out _));

    private static bool InPieces(byte[] text, int split)
    {
        if (!Utf8Text.TryValidate(text.AsSpan(0, split), final: false, out int complete))
        {
            return false;
        }

        return Utf8Text.TryValidate(text.AsSpan(complete), final: true, out _);
    }
}
