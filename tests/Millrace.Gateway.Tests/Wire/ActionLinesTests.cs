using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class ActionLinesTests
{
    [Fact]
    public void Hello_is_printed_without_its_secret() =>
        Assert.Equal("BackendHello { Version = 1, Name = n, Secret = (hidden), Acknowledges = True, Binary = False }", new BackendHello(1, "n", "s3cret", true, false).ToString());

    private readonly LineWriter _writer = new();
    private readonly BackendAction _action = new();

    [Fact]
    public void Lines_have_the_form_that_gateways_know()
    {
        Is("""{"action":"response","request_id":"q","params":{"accepted":true,"client_id":"c","room_id":"r","metadata":{"k":1}}}""", w => ActionLines.Accept(w, "q", "c", "r", """{"k":1}"""u8));
        Is("""{"action":"response","request_id":"q","params":{"accepted":true,"rooms":["a","b"]}}""", w => ActionLines.Accept(w, "q", "", "", default, ["a", "b"]));
        Is("""{"action":"response","request_id":"q","params":{"accepted":false}}""", w => ActionLines.Refuse(w, "q"));
        Is("""{"action":"response","request_id":"q","params":{"accepted":false,"status":451,"reason":"why"}}""", w => ActionLines.Refuse(w, "q", 451, "why"));
        Is("""{"action":"message_to_room","request_id":"q","params":{"room_id":"r","message":"m\n"}}""", w => ActionLines.MessageToRoom(w, "q", "r", "m\n"u8));
        Is("""{"action":"message_to_connection","params":{"conn_id":"c","message":"AQI=","binary":true}}""", w => ActionLines.MessageToConnection(w, "", "c", [1, 2], isBinary: true));
        Is("""{"action":"broadcast","params":{"message":"ä"}}""", w => ActionLines.Broadcast(w, "", "ä"u8));
        Is("""{"action":"hello","request_id":"q","params":{"version":1,"ack":true,"binary":false}}""", w => ActionLines.Hello(w, "q", new BackendHello(1, "", "", true, false)));
        Is("""{"action":"ack","params":{"seq":9}}""", w => ActionLines.Ack(w, 9));
        Is("""{"action":"join_room","request_id":"q","params":{"conn_id":"c","room_id":"r"}}""", w => ActionLines.JoinRoom(w, "q", "c", "r"));
        Is("""{"action":"leave_room","request_id":"q","params":{"conn_id":"c","room_id":"r"}}""", w => ActionLines.LeaveRoom(w, "q", "c", "r"));
        Is("""{"action":"disconnect","request_id":"q","params":{"conn_id":"c","code":4000,"reason":"bye"}}""", w => ActionLines.Disconnect(w, "q", "c", 4000, "bye"));
        Is("""{"action":"room_info","request_id":"q","params":{"room_id":"r"}}""", w => ActionLines.RoomInfo(w, "q", "r"));
        Is("""{"action":"heartbeat","request_id":"heartbeat","params":{}}""", ActionLines.Heartbeat);
    }

    [Fact]
    public void Whatever_is_written_is_read_back()
    {
        string odd = "q\"\\\n\u0001ä😀";
        BackendHello hello = new(1, odd, odd, true, true);
        Read(BackendActionKind.Hello, w => ActionLines.Hello(w, odd, hello));
        Assert.Equal(hello, _action.Hello);
        Assert.Equal(odd, _action.RequestId);

        Read(BackendActionKind.Response, w => ActionLines.Accept(w, odd, odd, odd, "\"ä\""u8, [odd, ""]));
        Assert.Equal((odd, odd), (_action.ClientId.ToString(), _action.RoomId.ToString()));
        Assert.Equal([odd, ""], _action.Rooms);

        Read(BackendActionKind.Response, w => ActionLines.Refuse(w, odd, 599, odd));
        Assert.Equal((false, 599, odd), (_action.IsAccepted, _action.Status, _action.Reason));

        Read(BackendActionKind.Disconnect, w => ActionLines.Disconnect(w, odd, odd, 1008, odd));
        Assert.Equal((1008, odd), (_action.CloseCode, _action.Reason));

        Read(BackendActionKind.Ack, w => ActionLines.Ack(w, long.MaxValue));
        Assert.Equal(long.MaxValue, _action.Sequence);

        Read(BackendActionKind.JoinRoom, w => ActionLines.JoinRoom(w, "", odd, odd));
        Assert.Equal(odd, _action.RoomId);
        Assert.True(_action.RequestId.IsEmpty);
    }

    private void Is(string expected, Action<LineWriter> write)
    {
        _writer.Clear();
        write(_writer);
        Assert.Equal(expected + "\n", _writer.Written.Text());
        Assert.True(BackendActionParser.TryParse(_writer.Written[..^1], _action, out string problem), problem);
    }

    private void Read(BackendActionKind kind, Action<LineWriter> write)
    {
        _writer.Clear();
        write(_writer);
        Assert.True(BackendActionParser.TryParse(_writer.Written[..^1], _action, out string problem), problem);
        Assert.Equal(kind, _action.Kind);
    }
}
