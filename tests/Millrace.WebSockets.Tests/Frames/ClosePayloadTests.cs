using System.Text;
using Millrace.WebSockets.Frames;

namespace Millrace.WebSockets.Tests.Frames;

public sealed class ClosePayloadTests
{
    [Theory]
    [InlineData(0, false)]
    [InlineData(999, false)]
    [InlineData(1000, true)]
    [InlineData(1003, true)]
    [InlineData(1004, false)]
    [InlineData(1005, false)]
    [InlineData(1006, false)]
    [InlineData(1007, true)]
    [InlineData(1011, true)]
    [InlineData(1012, true)]
    [InlineData(1014, true)]
    [InlineData(1015, false)]
    [InlineData(1016, false)]
    [InlineData(1100, false)]
    [InlineData(2999, false)]
    [InlineData(3000, true)]
    [InlineData(4999, true)]
    [InlineData(5000, false)]
    [InlineData(65535, false)]
    public void Codes_are_legal_as_the_registry_says(int code, bool legal)
    {
        byte[] payload = [(byte)(code >> 8), (byte)code, .. "why"u8];
        Assert.Equal(legal, ClosePayload.TryParse(payload, out WebSocketCloseCode read, out Violation violation));
        Assert.Equal(legal ? code : (int)WebSocketCloseCode.NoStatus, (int)read);
        Assert.Equal(legal ? 0 : 1002, (int)violation.Code);
    }

    [Fact]
    public void No_payload_reads_as_no_status() =>
        Assert.True(ClosePayload.TryParse([], out WebSocketCloseCode code, out _) && code == WebSocketCloseCode.NoStatus);

    [Fact]
    public void One_byte_is_a_violation() =>
        Assert.False(ClosePayload.TryParse([3], out _, out _));

    [Fact]
    public void A_reason_that_is_not_utf8_is_1007()
    {
        Assert.False(ClosePayload.TryParse([0x03, 0xE8, 0xC0, 0x80], out _, out Violation violation));
        Assert.Equal(WebSocketCloseCode.InvalidPayload, violation.Code);
    }

    [Fact]
    public void A_long_reason_is_cut_between_characters()
    {
        byte[] payload = new byte[125];
        int length = ClosePayload.Write(payload, WebSocketCloseCode.Normal, new string('€', 60));
        Assert.Equal(2 + (41 * 3), length);
        Assert.Equal(new string('€', 41), Encoding.UTF8.GetString(payload.AsSpan(2, length - 2)));
    }

    [Theory]
    [InlineData(1006)]
    [InlineData(1015)]
    [InlineData(5000)]
    public void A_code_that_must_not_be_sent_is_refused(int code) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => ClosePayload.ThrowIfNotSendable((WebSocketCloseCode)code, ""));
}
