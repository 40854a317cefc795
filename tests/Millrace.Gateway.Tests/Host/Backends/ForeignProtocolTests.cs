using Millrace.Gateway.Host.Backends;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

/// <summary>A page in a browser on this machine can connect to a port on loopback and choose what stands below the head of its request.</summary>
public sealed class ForeignProtocolTests
{
    private const string Broadcast = """{"request_id":"b1","action":"broadcast","params":{"message":"hi"}}""";

    private static readonly string[] s_request =
    [
        "POST / HTTP/1.1\r", "Host: 127.0.0.1:8081\r", "Content-Type: text/plain;charset=UTF-8\r", "\r", Broadcast, RawBackend.Hello(), Broadcast,
    ];

    [Theory(Timeout = 120_000), BothKinds]
    public async Task What_a_web_page_sends_is_not_done_and_ends_its_connection(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend page = await port.ConnectAsync(s_request);

        Assert.Empty(await page.ReadToEndAsync());
        Assert.Equal("", port.Hub.Text);
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Foreign]);
        await port.UntilAsync(() => port.Counters.Waiting == 0);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Not_after_a_silence_that_has_made_it_a_backend_either(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, helloGrace: TimeSpan.FromMilliseconds(20));
        using RawBackend page = await port.ConnectAsync();
        await port.UntilNotedAsync("joined plain");
        await page.SendAsync(string.Join('\n', s_request) + "\n");

        await port.UntilNotedAsync("joined plain", "left What it said first is no action, so it speaks another protocol.");
        Assert.Equal(0, port.Counters.Joined);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Nor_one_that_says_it_byte_by_byte_or_never_ends_its_line(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        foreach (string begin in (string[])["G", "\n \r\n\tP", "\u0016\u0003\u0001", "[", "nonsense\n", "{}\n", "{\"action\":7}\n", "\"x\"\n"])
        {
            using RawBackend page = await port.ConnectAsync();
            await page.SendAsync(begin);
            Assert.Empty(await page.ReadToEndAsync());
        }

        Assert.Equal("", port.Hub.Text);
        Assert.Equal(8, port.Counters.Ended[(int)BackendEnd.Foreign]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_first_action_that_only_lacks_something_does_not_end_a_backend(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync("""{"request_id":"x","action":"broadcast","params":{}}""", """{"request_id":"y","action":"unheard_of","params":{}}""", Broadcast);

        await port.UntilNotedAsync("joined plain", "refused x", "Unknown y ", "Broadcast b1 hi");
    }
}
