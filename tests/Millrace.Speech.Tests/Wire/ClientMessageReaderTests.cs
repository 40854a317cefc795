using System.Text;
using Millrace.Speech.Wire;

namespace Millrace.Speech.Tests.Wire;

public sealed class ClientMessageReaderTests
{
    [Theory]
    [InlineData("""{"type":"audio","data":"AQIDBA=="}""")]
    [InlineData("""{"type": "audio", "data": "AQIDBA=="}""")]
    [InlineData("""{"data":"AQIDBA==","type":"audio"}""")]
    [InlineData(" {\n\t\"data\" : \"AQIDBA==\" ,\r\n \"type\" : \"audio\" } ")]
    [InlineData("""{"type":"audio","more":{"data":[1,{"type":"stop"}]},"data":"AQIDBA=="}""")]
    [InlineData("""{"type":"stop","data":"","type":"audio","data":"AQIDBA=="}""")]
    [InlineData("""{"\u0074ype":"\u0061udio","d\u0061ta":"AQIDBA=="}""")]
    [InlineData("""{"type":"audio","data":"\u0041QIDBA\u003d="}""")]
    public void Audio_is_read_whatever_the_order_and_the_spaces(string message)
    {
        ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes(message));

        Assert.Equal(ClientMessageKind.Audio, read.Kind);
        Assert.Equal(4, read.AudioSize);
        byte[] pcm = new byte[4];
        Assert.True(read.TryReadAudio(pcm, out int written));
        Assert.Equal(4, written);
        Assert.Equal([1, 2, 3, 4], pcm);
    }

    [Theory]
    [InlineData("""{"type":"audio"}""")]
    [InlineData("""{"type":"audio","data":""}""")]
    public void Audio_that_is_missing_is_empty(string message)
    {
        ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes(message));

        Assert.Equal(ClientMessageKind.Audio, read.Kind);
        Assert.Equal(0, read.AudioSize);
        Assert.True(read.TryReadAudio([], out int written));
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData("stop", ClientMessageKind.Stop)]
    [InlineData("KeepAlive", ClientMessageKind.KeepAlive)]
    [InlineData("Finalize", ClientMessageKind.Finalize)]
    [InlineData("CloseStream", ClientMessageKind.CloseStream)]
    [InlineData("STOP", ClientMessageKind.UnknownType)]
    public void A_type_is_known_by_its_exact_word(string type, ClientMessageKind kind) =>
        Assert.Equal(kind, ClientMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"}""")).Kind);

    [Theory]
    [InlineData("""{"type":"audio","data":5}""")]
    [InlineData("""{"type":"audio","data":null}""")]
    [InlineData("""{"type":"audio","data":["AQID"]}""")]
    public void Audio_that_is_no_text_is_invalid(string message) => Assert.Equal(ClientMessageKind.InvalidAudio, ClientMessageReader.Read(Encoding.UTF8.GetBytes(message)).Kind);

    [Theory]
    [InlineData("A")]
    [InlineData("AQI")]
    [InlineData("AQID BAUG")]
    [InlineData("AQID    ")]
    [InlineData("AQ==    ")]
    [InlineData("AQ\\n=")]
    [InlineData("AQI=AQID")]
    [InlineData("A===")]
    [InlineData("====")]
    [InlineData("AQ_-")]
    [InlineData("AQIé")]
    [InlineData("AQI\\u0141")]
    [InlineData("!!!!")]
    public void Base64_is_strict(string data)
    {
        ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"audio","data":"{{data}}"}"""));

        Assert.Equal(ClientMessageKind.Audio, read.Kind);
        Assert.False(read.TryReadAudio(new byte[read.AudioSize], out int written));
        Assert.Equal(0, written);
    }

    [Theory]
    [InlineData("""{}""", "None")]
    [InlineData("""{"data":"AQID"}""", "None")]
    [InlineData("""{"type":null}""", "None")]
    [InlineData("""{"type":true}""", "True")]
    [InlineData("""{"type":12.5}""", "12.5")]
    [InlineData("""{"type":""}""", "")]
    [InlineData("""{"type":"invalid"}""", "invalid")]
    [InlineData("""{"type":"gr\u00fc\u00df \ud83d\ude00 \"you\""}""", "grüß 😀 \"you\"")]
    [InlineData("""{"type":"half \ud83d"}""", "half \ufffd")]
    public void An_unknown_type_is_told_as_it_was_said(string message, string said)
    {
        ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes(message));

        Assert.Equal(ClientMessageKind.UnknownType, read.Kind);
        Assert.Equal(said, read.TypeAsSaid);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("é")]
    [InlineData("\\u00e9")]
    public void Of_a_long_type_only_the_beginning_is_told(string sign)
    {
        string type = string.Concat(Enumerable.Repeat(sign, 500));
        ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"{{type}}"}"""));

        string said = read.TypeAsSaid;
        Assert.EndsWith("…", said, StringComparison.Ordinal);
        Assert.InRange(said.Length, 20, 130);
        Assert.DoesNotContain('\ufffd', said);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    [InlineData("not json")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("\"text\"")]
    [InlineData("{")]
    [InlineData("{}x")]
    [InlineData("{}{}")]
    [InlineData("""{"type":"stop",}""")]
    [InlineData("""{"type" "stop"}""")]
    [InlineData("""{type:"stop"}""")]
    [InlineData("""{'type':'stop'}""")]
    [InlineData("""{"type":"st\xop"}""")]
    [InlineData("""{"type":"st\u12"}""")]
    [InlineData("""{"type":"stop","n":01}""")]
    [InlineData("""{"type":"stop","n":-}""")]
    [InlineData("""{"type":"stop","n":1.}""")]
    [InlineData("""{"type":"stop","n":1e}""")]
    [InlineData("""{"type":"stop","n":NaN}""")]
    [InlineData("""{"type":"stop","n":tru}""")]
    [InlineData("""{"type":"stop","n":[1,]}""")]
    [InlineData("""{"type":"stop","n":[1}""")]
    [InlineData("{\"type\":\"st\nop\"}")]
    [InlineData("\ufeff{\"type\":\"stop\"}")]
    public void What_is_no_object_of_JSON_is_invalid(string message) => Assert.Equal(ClientMessageKind.InvalidJson, ClientMessageReader.Read(Encoding.UTF8.GetBytes(message)).Kind);

    [Theory]
    [InlineData('[', ']')]
    [InlineData('{', '}')]
    public void Deep_nesting_is_invalid_and_costs_no_stack(char open, char close)
    {
        string step = open == '{' ? "{\"a\":" : "[";
        string deep = string.Concat(Enumerable.Repeat(step, 100_000)) + "1" + new string(close, 100_000);

        Assert.Equal(ClientMessageKind.InvalidJson, ClientMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"stop","a":{{deep}}}""")).Kind);
    }

    [Fact]
    public void A_message_that_ends_early_is_invalid_at_every_byte()
    {
        byte[] message = Encoding.UTF8.GetBytes("""{"type":"audio","n":[1.5e+3,{"a":true,"b":null}],"da\u0074a":"AQID\/\u002bAB"}""");

        for (int length = 0; length < message.Length; length++)
        {
            Assert.Equal(ClientMessageKind.InvalidJson, ClientMessageReader.Read(message.AsSpan(0, length)).Kind);
        }

        Assert.Equal(ClientMessageKind.Audio, ClientMessageReader.Read(message).Kind);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(640)]
    [InlineData(100_003)]
    public void Audio_comes_out_as_it_went_in_also_with_every_sign_escaped(int size)
    {
        byte[] pcm = new byte[size];
        new Random(size).NextBytes(pcm);
        string base64 = Convert.ToBase64String(pcm);
        string slashes = base64.Replace("/", "\\/", StringComparison.Ordinal).Replace("+", "\\u002B", StringComparison.Ordinal);
        string all = string.Concat(base64.Select(sign => $"\\u{(int)sign:x4}"));

        foreach (string data in new[] { base64, slashes, all })
        {
            ClientMessage read = ClientMessageReader.Read(Encoding.UTF8.GetBytes($$"""{"type":"audio","data":"{{data}}"}"""));
            Assert.Equal(size, read.AudioSize);
            byte[] decoded = new byte[size];
            Assert.True(read.TryReadAudio(decoded, out int written));
            Assert.Equal(size, written);
            Assert.Equal(pcm, decoded);
        }
    }
}
