using System.Net;
using System.Text.Json;
using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class EventLinesTests
{
    private static readonly byte[] Context = """{"client_id":"c","room_id":"r","metadata":{"accepted":true}}""".Utf8();
    private static readonly IPEndPoint Remote = new(IPAddress.Loopback, 5000);

    private readonly LineWriter _writer = new();

    [Fact]
    public void Plain_lines_have_the_form_that_backends_know()
    {
        Is("""{"request_id":"e","action":"new_connection","params":{"context":{"client_id":"c","room_id":"r","metadata":{"accepted":true}}}}""", w => EventLines.NewConnection(w, Context));
        Is("""{"request_id":"e","action":"disconnected","params":{"context":{"client_id":"c","room_id":"r","metadata":{"accepted":true}}}}""", w => EventLines.Disconnected(w, Context));
        Is(
            """{"request_id":"e","action":"new_message","params":{"message":"a\ufffd\n\u00e4","context":{"client_id":"c","room_id":"r","metadata":{"accepted":true}}}}""",
            w => EventLines.NewMessage(w, [(byte)'a', 0xFF, (byte)'\n', .. "ä"u8], Context));
        Is(
            """{"request_id":"e","action":"error","params":{"context":{"headers":{"Accept":["a"]},"url":"/ws/x","remote_addr":"127.0.0.1:5000"},"error":"no \"backend\""}}""",
            w => EventLines.Error(w, [new("Accept", "a")], "/ws/x", Remote, "no \"backend\""));
        Is("""{"request_id":"e","action":"heartbeat","params":{}}""", EventLines.Heartbeat);
    }

    [Fact]
    public void Lines_for_those_who_said_hello_have_their_form()
    {
        Is(
            """{"request_id":"e","action":"welcome","params":{"version":1,"ack":true,"binary":false,"max_line_bytes":1000,"heartbeat_seconds":15}}""",
            w => ExtendedEventLines.Welcome(w, true, false, 1000, 15));
        Is("""{"request_id":"e","action":"goodbye","params":{"reason":"drain"}}""", w => ExtendedEventLines.Goodbye(w, "drain"));
        Is("""{"request_id":"e","action":"problem","params":{"reason":"why","action":"ack"}}""", w => ExtendedEventLines.Problem(w, "why", "ack"));
        Is("""{"request_id":"e","action":"room_info","params":{"room_id":"r","members":3}}""", w => ExtendedEventLines.RoomInfo(w, "r", 3));
    }

    [Fact]
    public void Head_carries_number_and_redelivery_only_where_there_are_any()
    {
        Head("""{"request_id":"e",""", 0, false);
        Head("""{"request_id":"e","seq":9,""", 9, false);
        Head("""{"request_id":"e","redelivered":true,""", 0, true);
        Head("""{"request_id":"e","seq":9,"redelivered":true,""", 9, true);
    }

    [Fact]
    public void Many_headers_are_grouped_as_few_are()
    {
        List<KeyValuePair<string, string>> headers = [];
        for (int i = 0; i < 5000; i++)
        {
            headers.Add(new($"X-{i % 100}", $"{i}"));
        }

        EventLines.Head(_writer, "e");
        EventLines.ConnectionRequest(_writer, headers, "/ws/", Remote);

        JsonElement written = JsonDocument.Parse(_writer.Written.ToArray()).RootElement.GetProperty("params").GetProperty("headers");
        Assert.Equal(100, written.EnumerateObject().Count());
        Assert.Equal(Enumerable.Range(0, 50).Select(n => $"{7 + (100 * n)}"), written.GetProperty("X-7").EnumerateArray().Select(value => value.GetString()!));
    }

    [Fact]
    public void Client_without_headers_has_an_empty_object()
    {
        Is(
            """{"request_id":"e","action":"connection_request","params":{"headers":{},"url":"/ws/","remote_addr":"127.0.0.1:5000"}}""",
            w => EventLines.ConnectionRequest(w, [], "/ws/", Remote));
    }

    [Fact]
    public void Client_that_comes_back_is_named()
    {
        Is(
            """{"request_id":"e","action":"connection_request","params":{"headers":{},"url":"/ws/","remote_addr":"127.0.0.1:5000","resumes":"am\"y"}}""",
            w => EventLines.ConnectionRequest(w, [], "/ws/", Remote, "am\"y"));
    }

    private void Is(string expected, Action<LineWriter> body)
    {
        _writer.Clear();
        EventLines.Head(_writer, "e");
        body(_writer);
        Assert.Equal(expected + "\n", _writer.Written.Text());
    }

    private void Head(string expected, long sequence, bool isRedelivered)
    {
        _writer.Clear();
        EventLines.Head(_writer, "e", sequence, isRedelivered);
        Assert.Equal(expected, _writer.Written.Text());
    }
}
