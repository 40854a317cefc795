using Millrace.Engine.Targets;
using Xunit;

namespace Millrace.Engine.Tests.Targets;

public sealed class ReadyLineTests
{
    private const string Whole =
        """{"ready":true,"system":"gateway","pid":123,"addresses":{"ws":"ws://127.0.0.1:40123/ws/","backend":"tcp://127.0.0.1:40125"},"admin":"http://127.0.0.1:40124"}""";

    [Fact]
    public void A_whole_line_is_read_and_keeps_the_order_of_addresses()
    {
        Assert.True(ReadyLine.TryParse(Whole, out ReadyLine? ready, out _));
        Assert.Equal(("gateway", 123, 40124), (ready!.System, ready.ProcessId, ready.Admin?.Port));
        Assert.Equal(["ws", "backend"], ready.Addresses.Keys);
        Assert.Equal(new Uri("ws://127.0.0.1:40123/ws/"), ready.Addresses["ws"]);
    }

    [Fact]
    public void The_processes_that_serve_are_known_where_it_names_them()
    {
        Assert.True(ReadyLine.TryParse(Whole[..^1] + ""","workers":[124,125]}""", out ReadyLine? several, out _));
        Assert.True(ReadyLine.TryParse(Whole, out ReadyLine? one, out _));
        Assert.Equal([124, 125], several!.Workers);
        Assert.Empty(one!.Workers);
    }

    [Fact]
    public void Every_truncation_is_refused_with_a_reason()
    {
        for (int length = 0; length < Whole.Length; length++)
        {
            Assert.False(ReadyLine.TryParse(Whole[..length], out _, out string? problem), Whole[..length]);
            Assert.False(string.IsNullOrEmpty(problem));
        }
    }

    [Theory]
    [InlineData("""{"ready":true,"pid":0,"addresses":{"ws":"ws://h:1/"}}""", "pid")]
    [InlineData("""{"ready":true,"addresses":{"ws":"ws://h:1/"}}""", "pid")]
    [InlineData("""{"ready":true,"pid":1,"addresses":{}}""", "addresses")]
    [InlineData("""{"ready":true,"pid":1}""", "addresses")]
    [InlineData("""{"ready":true,"pid":1,"addresses":{"ws":"/ws/"}}""", "\"ws\" is '/ws/'")]
    [InlineData("""{"ready":true,"pid":1,"addresses":{"ws":null}}""", "\"ws\"")]
    [InlineData("""{"ready":true,"pid":"x","addresses":{"ws":"ws://h:1/"}}""", "not JSON of the expected form")]
    [InlineData("""{"ready":true,"pid":1,"workers":[2,0],"addresses":{"ws":"ws://h:1/"}}""", "workers")]
    [InlineData("null", "ready")]
    [InlineData("[]", "not JSON of the expected form")]
    public void Wrong_content_is_refused_by_name(string line, string expected)
    {
        Assert.False(ReadyLine.TryParse(line, out _, out string? problem));
        Assert.Contains(expected, problem, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--port 0 --backend-port 0 --admin-port 0 --x 0", "--port 40123 --backend-port 40125 --admin-port 40124 --x 0")]
    [InlineData("--port=0 --backend-port=0", "--port=40123 --backend-port=40125")]
    [InlineData("--port 99 --other-port 0 --port", "--port 99 --other-port 0 --port")]
    public void Any_port_becomes_the_port_announced(string arguments, string expected)
    {
        Assert.True(ReadyLine.TryParse(Whole, out ReadyLine? ready, out _));
        Assert.Equal(expected, string.Join(' ', FixedPorts.In(arguments.Split(' '), ready!, "ws")));
    }
}
