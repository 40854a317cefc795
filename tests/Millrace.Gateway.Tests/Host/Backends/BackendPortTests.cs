using Millrace.Gateway.Host.Backends;
using Millrace.Gateway.Host.Routing;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class BackendPortTests
{
    private const string Broadcast = """{"request_id":"b1","action":"broadcast","params":{"message":"hi"}}""";

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_plain_backend_that_says_nothing_joins_gets_lines_and_is_heard(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, helloGrace: TimeSpan.FromMilliseconds(20));
        using RawBackend backend = await port.ConnectAsync();
        await port.UntilNotedAsync("joined plain");
        await port.SendAsync("""{"request_id":"1","action":"new_message","params":{}}""");

        Assert.Equal("""{"request_id":"1","action":"new_message","params":{}}""", await backend.ReadLineAsync());
        await backend.SendAsync(Broadcast + "\n");
        await port.UntilNotedAsync("joined plain", "Broadcast b1 hi");
        Assert.Equal(1, port.Counters.Joined);
        Assert.Equal(0, port.Counters.Waiting);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_first_line_that_is_no_hello_makes_a_plain_backend_at_once(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync(Broadcast);

        await port.UntilNotedAsync("joined plain", "Broadcast b1 hi");
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_hello_is_welcomed_before_the_backend_joins_with_what_was_agreed(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello(""","name":"chat","ack":true,"binary":true"""));

        Assert.Equal(
            """{"request_id":"h1","action":"welcome","params":{"version":1,"ack":true,"binary":true,"max_line_bytes":8388608,"heartbeat_seconds":15}}""",
            await backend.ReadLineAsync());
        await port.UntilNotedAsync("joined chat ack binary");
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Lines_cut_anywhere_and_many_at_once_come_whole_and_in_order(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync();
        string lines = string.Concat(Enumerable.Range(0, 5000).Select(i => $$$"""{"request_id":"{{{i}}}","action":"broadcast","params":{"message":"m{{{i}}}"}}""" + "\n"));
        byte[] bytes = System.Text.Encoding.UTF8.GetBytes(lines);
        for (int at = 0, length = 1; at < bytes.Length; at += length, length = (length * 7 % 9973) + 1)
        {
            await backend.SendAsync(bytes.AsMemory(at, Math.Min(length, bytes.Length - at)));
        }

        await port.UntilNotedAsync(["joined plain", .. Enumerable.Range(0, 5000).Select(i => $"Broadcast {i} m{i}")]);
        Assert.Equal(5000, port.Counters.LinesIn);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task The_end_of_a_connection_is_told_once_and_its_place_is_free_again(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { MaxBackends = 1 });
        RawBackend backend = await port.ConnectAsync(Broadcast);
        await port.UntilNotedAsync("joined plain", "Broadcast b1 hi");
        using (RawBackend second = await port.ConnectAsync(RawBackend.Hello()))
        {
            Assert.Contains("goodbye", (await second.ReadToEndAsync())[1], StringComparison.Ordinal);
        }

        backend.Dispose();
        await port.UntilNotedAsync("joined plain", "Broadcast b1 hi", "left It closed the connection.");
        using RawBackend third = await port.ConnectAsync(Broadcast);
        await port.UntilNotedAsync("joined plain", "Broadcast b1 hi", "left It closed the connection.", "joined plain", "Broadcast b1 hi");
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Full]);
        await port.UntilAsync(() => port.Counters is { Joined: 1, Waiting: 0 });
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task What_is_closed_by_the_switchboard_leaves_after_what_was_queued(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello());
        await port.UntilNotedAsync("joined 127.0.0.1:" + ((System.Net.IPEndPoint)backend.Socket.LocalEndPoint!).Port);
        await port.OnShardAsync(() =>
        {
            Backend it = port.Hub.Backends[0];
            it.Send("1\n"u8);
            it.Close("enough");
            it.Send("2\n"u8);
            Assert.Single(port.Hub.Backends); // it hears of the end afterwards
        });

        Assert.Equal(["1", """{"request_id":"","action":"goodbye","params":{"reason":"enough"}}"""], (await backend.ReadToEndAsync())[1..]);
        await port.UntilAsync(() => port.Hub.Backends.Count == 0);
        Assert.EndsWith("left enough", port.Hub.Text, StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Closing_the_port_says_goodbye_to_those_who_said_hello_and_completes_when_all_have_gone(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { CloseTimeout = TimeSpan.FromMinutes(1) });
        using RawBackend plain = await port.ConnectPlainAsync();
        using RawBackend greeted = await port.ConnectAsync(RawBackend.Hello());
        await port.UntilAsync(() => port.Counters.Joined == 2);
        await port.OnShardAsync(() => port.Hub.Backends.ForEach(each => each.Send("last event\n"u8)));
        Task closing = port.Listener.CloseAsync("The gateway stops.");

        Assert.Equal(["last event", """{"request_id":"","action":"goodbye","params":{"reason":"The gateway stops."}}"""], (await greeted.ReadToEndAsync())[1..]);
        Assert.Equal(["last event"], await plain.ReadToEndAsync());
        Assert.False(closing.IsCompleted);
        plain.Dispose();
        greeted.Dispose();
        await closing;
        Assert.Equal(0, port.Counters.Joined);
        await Assert.ThrowsAsync<System.Net.Sockets.SocketException>(() => port.ConnectAsync());
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Who_stays_when_the_port_closes_is_cut_off_after_the_close_timeout(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { CloseTimeout = TimeSpan.FromMilliseconds(50) });
        using RawBackend stays = await port.ConnectPlainAsync();
        await port.UntilNotedAsync("joined plain");
        await port.Listener.CloseAsync("The gateway stops.");

        Assert.Equal("joined plain\nleft The gateway stops.", port.Hub.Text);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Time_is_told_to_the_switchboard(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);

        await port.UntilAsync(() => port.Hub.Ticks >= 3);
    }
}
