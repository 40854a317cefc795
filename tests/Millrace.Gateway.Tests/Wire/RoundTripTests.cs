using System.Net;
using System.Text;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class RoundTripTests
{
    private readonly LineWriter _writer = new();
    private readonly BackendAction _action = new();
    private readonly GatewayEvent _event = new();

    public static TheoryData<string> Texts => new(Samples.Texts);

    [Theory, MemberData(nameof(Texts))]
    public void Message_to_a_room_comes_back_as_it_was_written(string text)
    {
        ActionLines.MessageToRoom(_writer, "r-1", Samples.Id(text), Encoding.UTF8.GetBytes(text));

        Assert.True(BackendActionParser.TryParse(OneLine(), _action, out string problem), problem);
        Assert.Equal(BackendActionKind.MessageToRoom, _action.Kind);
        Assert.Equal("r-1", _action.RequestId);
        Assert.Equal(Samples.Id(text), _action.RoomId);
        Assert.Equal(text, Encoding.UTF8.GetString(_action.Message));
        Assert.False(_action.IsBinary);
    }

    [Theory, MemberData(nameof(Texts))]
    public void New_message_comes_back_as_it_was_written_and_is_ascii_on_the_line(string text)
    {
        byte[] context = Context(Samples.Id(text), "/ws/room", """{"accepted":true,"metadata":{"n":1}}"""u8);
        EventLines.Head(_writer, "e-1", 7, isRedelivered: true);
        EventLines.NewMessage(_writer, Encoding.UTF8.GetBytes(text), context);

        Assert.True(Ascii.IsValid(_writer.Written));
        Assert.True(GatewayEventParser.TryParse(OneLine(), _event, out string problem), problem);
        Assert.Equal(GatewayEventKind.NewMessage, _event.Kind);
        Assert.Equal("e-1", _event.RequestId);
        Assert.Equal(7, _event.Sequence);
        Assert.True(_event.IsRedelivered);
        Assert.Equal(Samples.Id(text), _event.ClientId);
        Assert.Equal("/ws/room", _event.RoomId);
        Assert.Equal(text, Encoding.UTF8.GetString(_event.Message));
        Assert.Equal("""{"n":1}""", Encoding.UTF8.GetString(_event.Metadata));
    }

    [Fact]
    public void Binary_messages_come_back_byte_by_byte_in_both_directions()
    {
        byte[] bytes = [.. Enumerable.Range(0, 256).Select(value => (byte)value)];
        ActionLines.MessageToConnection(_writer, "", "c", bytes, isBinary: true);
        Assert.True(BackendActionParser.TryParse(OneLine(), _action, out _));
        Assert.True(_action.IsBinary);
        Assert.Equal(bytes, _action.Message);

        _writer.Clear();
        EventLines.Head(_writer, "e");
        EventLines.NewBinaryMessage(_writer, bytes, Context("c", "r", default));
        Assert.True(GatewayEventParser.TryParse(OneLine(), _event, out _));
        Assert.True(_event.IsBinary);
        Assert.Equal(bytes, _event.Message);
    }

    [Fact]
    public void Connection_request_names_each_header_once_with_all_its_values()
    {
        KeyValuePair<string, string>[] headers = [new("Accept", "a"), new("User-Agent", "U \"q\""), new("Accept", "b")];
        EventLines.Head(_writer, "q-1");
        EventLines.ConnectionRequest(_writer, headers, "/ws/ä", new IPEndPoint(IPAddress.Parse("::ffff:10.0.0.7"), 51234));

        Assert.Equal(
            """{"request_id":"q-1","action":"connection_request","params":{"headers":{"Accept":["a","b"],"User-Agent":["U \"q\""]},"url":"/ws/\u00e4","remote_addr":"10.0.0.7:51234"}}""",
            Encoding.UTF8.GetString(OneLine()));
        Assert.True(GatewayEventParser.TryParse(OneLine(), _event, out string problem), problem);
        Assert.Equal([new("Accept", "a"), new("Accept", "b"), new("User-Agent", "U \"q\"")], _event.Headers);
        Assert.Equal("/ws/ä", _event.Path);
        Assert.Equal("10.0.0.7:51234", _event.RemoteAddress);
    }

    private byte[] OneLine()
    {
        Assert.Equal((byte)'\n', _writer.Written[^1]);
        Assert.Equal(1, _writer.Written.Count((byte)'\n'));
        return _writer.Written[..^1].ToArray();
    }

    private static byte[] Context(string clientId, string roomId, ReadOnlySpan<byte> answer)
    {
        LineWriter writer = new();
        ClientContext.Write(writer, clientId, roomId, answer);
        return writer.Written.ToArray();
    }
}
