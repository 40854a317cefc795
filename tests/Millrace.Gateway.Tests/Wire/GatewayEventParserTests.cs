using System.Text;
using Millrace.Gateway.Wire;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Wire;

public sealed class GatewayEventParserTests
{
    private readonly GatewayEvent _event = new();

    public static TheoryData<string> Lines => new(GatewayLines.All);

    public static TheoryData<string, string, string> Fields => new(GatewayLines.Fields);

    [Theory, MemberData(nameof(Lines))]
    public void Right_line_is_read(string line)
    {
        Parse(line);
        Assert.NotEqual(GatewayEventKind.Unknown, _event.Kind);
    }

    [Theory]
    [InlineData("r", 4096)]
    [InlineData("\\u0041", 4096)]
    public void Room_may_be_as_long_as_a_path(string character, int length)
    {
        Parse(Line(length));
        Assert.Equal(length, _event.RoomId.Length);
        Assert.False(GatewayEventParser.TryParse(Encoding.UTF8.GetBytes(Line(length + 1)), _event, out string problem));
        Assert.Contains("at most 4096 characters", problem, StringComparison.Ordinal);

        string Line(int characters) =>
            "{\"action\":\"new_message\",\"params\":{\"message\":\"\",\"context\":{\"client_id\":\"c\",\"room_id\":\"" + string.Concat(Enumerable.Repeat(character, characters)) + "\"}}}";
    }

    [Theory, MemberData(nameof(Fields))]
    public void Field_of_the_wrong_type_is_refused_with_its_name(string line, string path, string types)
    {
        // An empty object in place of one whose fields are needed is another test's.
        foreach ((string type, string value) in JsonSwap.Values.Where(value => value.Key != "object" || types != "object!"))
        {
            bool isRight = types.Contains(type, StringComparison.Ordinal);

            Assert.True(isRight == GatewayEventParser.TryParse(JsonSwap.With(line, path, value), _event, out string problem), $"{path} as {type}: {problem}");
            if (!isRight)
            {
                Assert.Contains(path.Replace(".Accept", "", StringComparison.Ordinal), problem, StringComparison.Ordinal);
                Assert.Contains("expected", problem, StringComparison.Ordinal);
            }
        }
    }

    [Theory, MemberData(nameof(Fields))]
    public void Missing_field_is_refused_only_where_it_is_needed(string line, string path, string types)
    {
        bool isRight = !types.EndsWith('!');
        Assert.True(isRight == GatewayEventParser.TryParse(JsonSwap.Without(line, path), _event, out string problem), $"{path}: {problem}");
    }

    [Theory, MemberData(nameof(Lines))]
    public void Every_truncation_is_refused_and_no_mutation_throws(string line)
    {
        foreach (byte[] start in Garbage.Truncations(line.Utf8()))
        {
            Assert.False(GatewayEventParser.TryParse(start, _event, out string problem));
            Assert.NotEqual("", problem);
        }

        foreach (byte[] wrong in Garbage.Mutations(line.Utf8(), seed: 22, count: 2000))
        {
            Assert.Equal(GatewayEventParser.TryParse(wrong, _event, out string problem), problem.Length == 0);
        }
    }

    [Fact]
    public void Request_gives_headers_path_and_address()
    {
        Parse(GatewayLines.Request);

        Assert.Equal("e1", _event.RequestId);
        Assert.Equal([new("Accept", "a"), new("Accept", "b")], _event.Headers);
        Assert.Equal(("/ws/a", "10.0.0.7:51234"), (_event.Path, _event.RemoteAddress));
    }

    [Fact]
    public void Client_events_give_the_metadata_that_the_backend_gave()
    {
        Parse(GatewayLines.NewConnection);
        Assert.Equal("{\"k\":1}", _event.Metadata.Text());
        Assert.Equal((3, true), (_event.Sequence, _event.IsRedelivered));

        Parse(GatewayLines.NewMessage);
        Assert.Equal("\"m\"", _event.Metadata.Text());
        Assert.Equal("hällo", _event.Message.Text());
        Assert.Equal((4, false), (_event.Sequence, _event.IsRedelivered));

        Parse(GatewayLines.Disconnected);
        Assert.True(_event.Metadata.IsEmpty);
        Assert.Equal("c1", _event.ClientId);
        Assert.Equal("r1", _event.RoomId);
        Assert.Equal(0, _event.Sequence);
    }

    [Fact]
    public void Error_gives_what_went_wrong_and_for_whom()
    {
        Parse(GatewayLines.Error);

        Assert.Equal("no backend", _event.Reason);
        Assert.Equal("/ws/a", _event.Path);
        Assert.Equal([new("Accept", "a")], _event.Headers);
    }

    [Fact]
    public void Answers_of_the_gateway_give_their_fields()
    {
        Parse(GatewayLines.Welcome);
        Assert.Equal(new GatewayWelcome(1, true, true, 2_097_152, 15), _event.Welcome);

        Parse(GatewayLines.Problem);
        Assert.Equal(("what", "ack"), (_event.Reason, _event.Action));

        Parse(GatewayLines.RoomInfo);
        Assert.Equal(12, _event.Members);
        Assert.Equal("r1", _event.RoomId);
    }

    [Fact]
    public void Line_of_a_later_version_is_no_problem()
    {
        Parse("""{"request_id":"e1","action":"presence","params":7,"more":[{}]}""");
        Assert.Equal(GatewayEventKind.Unknown, _event.Kind);
    }

    private void Parse(string line) => Assert.True(GatewayEventParser.TryParse(line.Utf8(), _event, out string problem), problem);
}
