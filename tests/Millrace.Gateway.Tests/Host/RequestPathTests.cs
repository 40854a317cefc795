using Millrace.Gateway.Host.Admission;

namespace Millrace.Gateway.Tests.Host;

public sealed class RequestPathTests
{
    [Theory]
    [InlineData("/ws/room", "/ws/room")]
    [InlineData("/ws/a+b%20c", "/ws/a+b c")]
    [InlineData("/ws/caf%C3%A9%2f%2F", "/ws/caf\u00e9//")]
    [InlineData("/ws/%F0%9F%98%80", "/ws/\ud83d\ude00")]
    [InlineData("/ws/%2525", "/ws/%25")]
    public void A_path_is_decoded_once(string sent, string path)
    {
        Assert.Equal(0, RequestPath.TryDecode(sent, out string decoded, out _));
        Assert.Equal(path, decoded);
    }

    [Theory]
    [InlineData("/ws/%")]
    [InlineData("/ws/%4")]
    [InlineData("/ws/%zz")]
    [InlineData("/ws/%+1")]
    [InlineData("/ws/%ff")]
    [InlineData("/ws/%ed%a0%80")]
    [InlineData("/ws/%c3")]
    [InlineData("/ws/%00")]
    [InlineData("/ws/a%0ab")]
    [InlineData("/ws/%c2%85")]
    public void What_is_no_escape_no_utf8_or_a_control_character_is_400(string sent)
    {
        Assert.Equal(400, RequestPath.TryDecode(sent, out _, out string problem));
        Assert.NotEqual("", problem);
    }

    [Theory]
    [InlineData(251, "a", 0)]
    [InlineData(252, "a", 414)]
    [InlineData(251, "%C3%A9", 0)]
    [InlineData(252, "%C3%A9", 414)]
    public void It_has_256_characters_at_most_when_decoded(int count, string piece, int status) =>
        Assert.Equal(status, RequestPath.TryDecode("/wsx/" + string.Concat(Enumerable.Repeat(piece, count)), out _, out _));
}
