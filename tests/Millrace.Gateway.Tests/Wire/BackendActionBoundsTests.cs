using System.Text;
using Millrace.Gateway.Wire;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Wire;

public sealed class BackendActionBoundsTests
{
    private readonly BackendAction _action = new();

    [Theory]
    [InlineData("x", 256)]
    [InlineData("ä", 256)]
    [InlineData("語", 256)]
    [InlineData("\u0001", 256)]
    [InlineData("😀", 128)]
    public void Ids_are_at_most_256_characters_however_they_are_written(string unit, int most)
    {
        string longest = string.Concat(Enumerable.Repeat(unit, most));
        foreach (string json in (string[])[longest.PythonJson(), $"\"{longest}\""])
        {
            if (unit != "\u0001" || json.Contains('\\', StringComparison.Ordinal))
            {
                Assert.True(BackendActionParser.TryParse(RoomLine(json), _action, out string none), none);
                Assert.Equal(longest, _action.RoomId);
                Assert.False(BackendActionParser.TryParse(RoomLine(json[..^1] + "x\""), _action, out string problem));
                Assert.Contains("params.room_id is a string of", problem, StringComparison.Ordinal);
                Assert.Contains("expected at most 256 characters", problem, StringComparison.Ordinal);
                Assert.True(_action.RoomId.IsEmpty);
            }
        }
    }

    [Theory]
    [InlineData("""\ud800""", "\ufffd")]
    [InlineData("""a\udc00b""", "a\ufffdb")]
    [InlineData("""\ud83d\ud83d\ude00""", "\ufffd😀")]
    [InlineData("""\uDE00\uD83D""", "\ufffd\ufffd")]
    [InlineData("""\ud83dx\ude00""", "\ufffdx\ufffd")]
    public void Half_of_a_pair_becomes_the_replacement_character(string json, string expected)
    {
        Assert.True(BackendActionParser.TryParse($$$"""{"action":"message_to_room","params":{"room_id":"{{{json}}}","message":"{{{json}}}"}}""".Utf8(), _action, out string problem), problem);
        Assert.Equal(expected, _action.Message.Text());
        Assert.Equal(expected, _action.RoomId);
    }

    [Fact]
    public void Half_a_pair_before_another_escape_takes_nothing_from_it()
    {
        Assert.True(BackendActionParser.TryParse("""{"action":"broadcast","params":{"message":"\ud800\n\ud800\\u0041\ud800"}}""".Utf8(), _action, out string problem), problem);
        Assert.Equal("\ufffd\n\ufffd\\u0041\ufffd", _action.Message.Text());
    }

    [Theory]
    [InlineData(new byte[] { 0xFF })]
    [InlineData(new byte[] { 0xC0, 0x80 })]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 })]
    [InlineData(new byte[] { 0xF4, 0x90, 0x80, 0x80 })]
    [InlineData(new byte[] { 0xE2, 0x82 })]
    public void Line_that_is_not_utf8_is_refused_with_the_place(byte[] wrong)
    {
        byte[] line = [.. "{\"action\":\"broadcast\",\"params\":{\"message\":\"ä"u8, .. wrong, .. "\"}}"u8];

        Assert.False(BackendActionParser.TryParse(line, _action, out string problem));
        Assert.StartsWith("byte 45 is not UTF-8", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void Depth_is_bounded()
    {
        Assert.True(BackendActionParser.TryParse(Nested(BackendActionParser.MaxDepth - 2), _action, out string none), none);
        Assert.False(BackendActionParser.TryParse(Nested(BackendActionParser.MaxDepth - 1), _action, out string problem));
        Assert.Contains("depth of 64", problem, StringComparison.Ordinal);
        Assert.False(BackendActionParser.TryParse(Nested(1_000_000), _action, out _));
    }

    [Fact]
    public void Rooms_names_and_reasons_are_bounded()
    {
        Refused($$$"""{"action":"response","params":{"rooms":[{{{string.Join(',', Enumerable.Repeat("\"a\"", 257))}}}]}}""", "params.rooms");
        Refused($$$"""{"action":"response","params":{"rooms":["{{{new string('r', 257)}}}"]}}""", "params.rooms");
        Refused($$$"""{"action":"response","params":{"reason":"{{{new string('r', 257)}}}"}}""", "params.reason");
        Refused($$$"""{"action":"disconnect","params":{"conn_id":"c","reason":"{{{new string('ä', 62)}}}"}}""", "params.reason");
        Refused($$$"""{"action":"hello","params":{"version":1,"name":"{{{new string('n', 65)}}}"}}""", "params.name");
        Refused($$$"""{"action":"hello","params":{"version":1,"secret":"{{{new string('s', 100_000)}}}"}}""", "params.secret");
    }

    [Fact]
    public void Problem_is_short_however_long_the_fault_is()
    {
        foreach (string fault in (string[])["t" + new string('r', 100_000), new string('7', 100_000) + "x", "\"\\q" + new string('x', 100_000), new string('\u00e4', 100_000)])
        {
            Assert.False(BackendActionParser.TryParse(("{\"action\":" + fault).Utf8(), _action, out string problem));
            Assert.InRange(problem.Length, 1, 300);
        }
    }

    [Fact]
    public void Big_message_is_read_and_its_memory_given_back()
    {
        string big = new('x', 3_000_000);
        Assert.True(BackendActionParser.TryParse($$$"""{"action":"broadcast","params":{"message":"{{{big}}}"}}""".Utf8(), _action, out string problem), problem);
        Assert.Equal(big.Length, _action.Message.Length);
        Assert.True(_action.MessageBytes.Capacity >= big.Length);

        for (int i = 0; i < 64; i++)
        {
            Assert.True(BackendActionParser.TryParse(BackendLines.Broadcast.Utf8(), _action, out _));
            Assert.Equal("hello", _action.Message.Text());
        }

        Assert.InRange(_action.MessageBytes.Capacity, 5, 64 * 1024);
    }

    [Fact]
    public void Nothing_past_the_line_is_read()
    {
        byte[] line = BackendLines.ToRoom.Utf8();
        foreach (Segmentation cut in HostileSegments.EverySplit(line))
        {
            Assert.False(BackendActionParser.TryParse(cut.Segments[0].Span, _action, out _));
        }

        Assert.True(BackendActionParser.TryParse(HostileSegments.Poisoned(line).Span, _action, out _));
    }

    private void Refused(string line, string field)
    {
        Assert.False(BackendActionParser.TryParse(line.Utf8(), _action, out string problem));
        Assert.Contains(field + " is ", problem, StringComparison.Ordinal);
    }

    private static byte[] RoomLine(string room) => $$$"""{"action":"room_info","params":{"room_id":{{{room}}}}}""".Utf8();

    private static byte[] Nested(int depth) =>
        Encoding.UTF8.GetBytes($$$"""{"action":"response","params":{"metadata":{{{new string('[', depth)}}}{{{new string(']', depth)}}}}}""");
}
