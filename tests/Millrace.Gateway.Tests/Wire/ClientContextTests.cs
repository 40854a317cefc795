using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class ClientContextTests
{
    [Theory]
    [InlineData("", """{"accepted":true}""")]
    [InlineData("{}", """{"accepted":true}""")]
    [InlineData("{ }", """{"accepted":true }""")]
    [InlineData("""{"client_id":"c","metadata":{"accepted":false}}""", """{"accepted":true,"client_id":"c","metadata":{"accepted":false}}""")]
    [InlineData("""{"client_id": "c", "accepted": true, "metadata": {"ä": 1}}""", """{"client_id": "c", "accepted": true, "metadata": {"\u00e4": 1}}""")]
    public void Metadata_is_the_whole_answer_and_always_says_accepted(string answer, string metadata)
    {
        LineWriter writer = new();
        ClientContext.Write(writer, "c\"1", "/ws/ä", answer.Utf8());
        Assert.Equal($$"""{"client_id":"c\"1","room_id":"/ws/\u00e4","metadata":{{metadata}}}""", writer.Written.Text());
    }
}
