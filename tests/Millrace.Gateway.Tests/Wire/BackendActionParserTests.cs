using Millrace.Gateway.Wire;

namespace Millrace.Gateway.Tests.Wire;

public sealed class BackendActionParserTests
{
    private readonly BackendAction _action = new();

    [Theory]
    [InlineData("{}", true)]
    [InlineData("""{"resume":true}""", true)]
    [InlineData("""{"resume":false}""", false)]
    [InlineData("""{"resume":null}""", true)]
    [InlineData("""{"resume":"cv.pdf"}""", true)]
    public void Response_forbids_to_resume_with_false_alone(string parameters, bool mayResume)
    {
        Assert.True(BackendActionParser.TryParse(("{\"action\":\"response\",\"request_id\":\"q1\",\"params\":" + parameters + "}").Utf8(), _action, out string problem), problem);
        Assert.Equal(mayResume, _action.MayResume);
        Assert.True(BackendActionParser.TryParse("""{"action":"response","request_id":"q1","params":{}}""".Utf8(), _action, out _));
        Assert.True(_action.MayResume);
    }

    [Fact]
    public void Response_gives_all_that_it_says()
    {
        Parse(BackendLines.Response);

        Assert.Equal(BackendActionKind.Response, _action.Kind);
        Assert.Equal("q1", _action.RequestId);
        Assert.True(_action.IsAccepted);
        Assert.Equal("c1", _action.ClientId);
        Assert.Equal("/ws/a", _action.RoomId);
        Assert.Equal(["b", "c"], _action.Rooms);
        Assert.Equal(451, _action.Status);
        Assert.Equal("because", _action.Reason);
        int start = BackendLines.Response.IndexOf("{\"accepted", StringComparison.Ordinal);
        Assert.Equal(BackendLines.Response[start..^1], _action.Params.Text());
    }

    [Fact]
    public void Response_that_says_nothing_accepts_without_id_or_room()
    {
        Parse("""{"action":"response","request_id":"q1","params":{}}""");

        Assert.True(_action.IsAccepted);
        Assert.True(_action.ClientId.IsEmpty);
        Assert.True(_action.RoomId.IsEmpty);
        Assert.Equal("{}", _action.Params.Text());
    }

    [Fact]
    public void Nothing_of_the_line_before_is_left()
    {
        Parse(BackendLines.Response);
        Parse(BackendLines.Hello);
        Parse(BackendLines.Disconnect);
        Parse("""{"action":"heartbeat"}""");

        Assert.Equal(BackendActionKind.Heartbeat, _action.Kind);
        Assert.True(_action.RequestId.IsEmpty && _action.ClientId.IsEmpty && _action.RoomId.IsEmpty && _action.Message.IsEmpty && _action.Params.IsEmpty);
        Assert.Equal((0, "", 1000, 0L), (_action.Status, _action.Reason, _action.CloseCode, _action.Sequence));
        Assert.Empty(_action.Rooms);
        Assert.Same(BackendHello.None, _action.Hello);
    }

    [Fact]
    public void Messages_are_unescaped()
    {
        Parse(BackendLines.ToRoom);

        Assert.Equal(BackendActionKind.MessageToRoom, _action.Kind);
        Assert.Equal("hällo 😀", _action.Message.Text());
    }

    [Fact]
    public void Hello_ack_and_disconnect_give_their_fields()
    {
        Parse(BackendLines.Hello);
        Assert.Equal(new BackendHello(1, "n", "s", true, true), _action.Hello);

        Parse(BackendLines.Ack);
        Assert.Equal(12, _action.Sequence);

        Parse(BackendLines.Disconnect);
        Assert.Equal((4000, "bye"), (_action.CloseCode, _action.Reason));
    }

    [Fact]
    public void Field_given_twice_counts_as_given_last()
    {
        Parse("""{"action":7,"params":{"message":1,"message":"a","message":"b"},"action":"broadcast","request_id":"x","request_id":"y"}""");

        Assert.Equal("y", _action.RequestId);
        Assert.Equal("b", _action.Message.Text());
    }

    [Fact]
    public void Params_given_twice_count_as_given_last_and_are_not_mixed()
    {
        Assert.False(BackendActionParser.TryParse("""{"action":"message_to_room","params":{"room_id":"a","message":"m"},"params":{"room_id":"b"}}""".Utf8(), _action, out string problem));

        Assert.StartsWith("params.message is missing", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"action":"presence","request_id":"q1","params":{"message":7}}""")]
    [InlineData("""{"action":"","request_id":"q1"}""")]
    [InlineData("""{"action":"Broadcast","request_id":"q1","params":[]}""")]
    public void Action_that_is_not_known_is_no_problem(string line)
    {
        Parse(line);

        Assert.Equal(BackendActionKind.Unknown, _action.Kind);
        Assert.Equal("q1", _action.RequestId);
    }

    [Fact]
    public void Unknown_fields_are_stepped_over_wherever_they_stand()
    {
        Parse("""{"message":"no","x":{"action":"hello","params":{}},"params":{"y":[[{"message":1}]],"message":"m","z":null},"action":"broadcast","w":"\ud800"}""");

        Assert.Equal(BackendActionKind.Broadcast, _action.Kind);
        Assert.Equal("m", _action.Message.Text());
    }

    [Fact]
    public void Escaped_names_and_actions_are_the_same_names_and_actions()
    {
        Parse("""{"\u0061ction":"bro\u0061dcast","p\u0061rams":{"mess\u0061ge":"m"}}""");

        Assert.Equal(BackendActionKind.Broadcast, _action.Kind);
        Assert.Equal("m", _action.Message.Text());
    }

    [Fact]
    public void Text_that_breaks_off_still_says_which_request_it_was()
    {
        Assert.False(BackendActionParser.TryParse("""{"action":"response","request_id":"q1","params":{"accepted":tr""".Utf8(), _action, out string problem));

        Assert.Equal("q1", _action.RequestId);
        Assert.StartsWith("byte 62: not JSON: ", problem, StringComparison.Ordinal);
        Assert.DoesNotContain("LineNumber", problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "byte 0: not JSON")]
    [InlineData("nonsense", "byte 1: not JSON")]
    [InlineData("[]", "byte 0: the line is an array, expected an object like")]
    [InlineData("7", "byte 0: the line is a number")]
    [InlineData("""{"action":"broadcast","params":{"message":"m"}} x""", "byte 48: not JSON")]
    [InlineData("""{"action":"broadcast","params":{"message":"m"}}{}""", "byte 47: not JSON")]
    [InlineData("""{"action":"broadcast","params":{"message":NaN}}""", "byte 42: not JSON")]
    [InlineData("""{"action":"ack","params":{"seq":1.5}}""", "byte 32: params.seq is the number 1.5, expected a whole number from 0 up.")]
    [InlineData("""{"action":"ack","params":{"seq":-1}}""", "byte 32: params.seq is the number -1, expected a whole number from 0 up.")]
    [InlineData("""{"action":"ack","params":{"seq":99999999999999999999}}""", "byte 32: params.seq is the number 99999999999999999999,")]
    [InlineData("""{"action":"hello","params":{"version":0}}""", "byte 38: params.version is the number 0, expected a whole number from 1 to")]
    [InlineData("""{"action":"response","params":{"status":200}}""", "byte 40: params.status is the number 200, expected a whole number from 400 to 599.")]
    [InlineData("""{"action":"response","params":{"rooms":["a",7]}}""", "byte 39: params.rooms is an array, expected an array of at most 256 strings")]
    [InlineData("""{"action":"disconnect","params":{"conn_id":"c","code":1006}}""", "byte 54: params.code is the number 1006, expected 1000 to 1003, 1007 to 1014 or 3000")]
    [InlineData("""{"action":"broadcast","params":{"message":"a*b","binary":true}}""", "byte 43: params.message is a string of 3 bytes, expected base64")]
    public void Problem_says_what_where_and_what_is_expected(string line, string expected)
    {
        Assert.False(BackendActionParser.TryParse(line.Utf8(), _action, out string problem));
        Assert.StartsWith(expected, problem, StringComparison.Ordinal);
    }

    private void Parse(string line) => Assert.True(BackendActionParser.TryParse(line.Utf8(), _action, out string problem), problem);
}
