using System.Text;
using Millrace.Gateway.Host.Backends;
using Millrace.Shards;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class BackendLimitsTests
{
    private const string Broadcast = """{"request_id":"b","action":"broadcast","params":{"message":"hi"}}""";

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_malformed_line_is_refused_counted_and_told_to_one_that_said_hello(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync(
            RawBackend.Hello(""","name":"a" """), """{"request_id":"x","action":"message_to_room","params":{"message":"m"}}""", """{"request_id":"b","action":"broadcast","params":{"message":"hi"}}""");

        await port.UntilNotedAsync("joined a", "refused x", "Broadcast b hi");
        await backend.ReadLineAsync();
        string? problem = await backend.ReadLineAsync();
        Assert.StartsWith("""{"request_id":"x","action":"problem","params":{"reason":""", problem, StringComparison.Ordinal);
        Assert.EndsWith(""","action":"message_to_room"}}""", problem, StringComparison.Ordinal);
        Assert.Equal(1, port.Counters.LinesRefused[(int)LineRefusal.Malformed]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_plain_backend_is_told_nothing_of_its_bad_lines_until_there_are_a_hundred(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync([Broadcast, .. Enumerable.Repeat("nonsense", 99)]);
        await port.UntilAsync(() => port.Counters.LinesRefused[(int)LineRefusal.Malformed] == 99);
        Assert.Single(port.Hub.Backends);
        await backend.SendAsync("{}\n");

        Assert.Empty(await backend.ReadToEndAsync());
        await port.UntilAsync(() => port.Hub.Backends.Count == 0);
        Assert.EndsWith("left 100 of its lines had to be refused within 60 s.", port.Hub.Text, StringComparison.Ordinal);
        Assert.Contains("(1 of any backend since the last such line)", port.CloseLog(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_line_above_the_limit_is_thrown_away_counted_and_told_and_the_connection_stays(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { MaxLineBytes = 64 * 1024 });
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello(""","name":"a" """));
        await backend.ReadLineAsync();
        for (int i = 0; i < 3; i++)
        {
            await backend.SendAsync(new string('x', 1024 * 1024) + "\n" + Broadcast + "\n");
            Assert.Equal("""{"request_id":"","action":"problem","params":{"reason":"A line is longer than 65536 bytes.","action":""}}""", await backend.ReadLineAsync());
        }

        await port.UntilNotedAsync("joined a", "Broadcast b hi", "Broadcast b hi", "Broadcast b hi");
        Assert.Equal(3, port.Counters.LinesRefused[(int)LineRefusal.TooLong]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_line_without_an_end_ends_its_connection_alone(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { MaxLineBytes = 64 * 1024, MaxSkippedBytes = 1024 * 1024 });
        using RawBackend other = await port.ConnectPlainAsync();
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello());
        await port.UntilAsync(() => port.Counters.Joined == 2);
        byte[] piece = new byte[64 * 1024];
        piece.AsSpan().Fill((byte)'x');
        await Assert.ThrowsAsync<IOException>(async () =>
        {
            while (true)
            {
                await backend.SendAsync(piece);
            }
        });

        await port.UntilAsync(() => port.Counters.Joined == 1);
        Assert.EndsWith("left No newline came after 65536 bytes, nor within 1048576 more.", port.Hub.Text, StringComparison.Ordinal);
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.LongLine]);
        Assert.True(port.Counters.BytesIn < 2 * 1024 * 1024);
        await port.SendAsync("still there");
        Assert.Equal("still there", await other.ReadLineAsync());
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Where_a_secret_is_asked_for_a_stranger_gets_little_to_say_it_in_and_a_backend_then_all(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { Secret = new BackendSecret("open sesame") });
        using RawBackend stranger = await port.ConnectAsync();
        await stranger.SendAsync("{" + new string(' ', 9000));
        Assert.Empty(await stranger.ReadToEndAsync());
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.LongLine]);

        string longer = new('m', 100_000);
        using RawBackend backend = await port.ConnectAsync(
            RawBackend.Hello(""","name":"a","secret":"open sesame" """), $$$"""{"request_id":"b","action":"broadcast","params":{"message":"{{{longer}}}"}}""");
        await port.UntilNotedAsync("joined a", "Broadcast b " + longer);
    }

    [Fact]
    public void A_hundred_refusals_are_too_many_within_a_minute_only()
    {
        RefusalRate rate = new(3, windowTicks: 60);

        Assert.False(rate.Add(0));
        Assert.False(rate.Add(30));
        Assert.False(rate.Add(60));
        Assert.False(rate.Add(119));
        Assert.False(rate.Add(1000));
        Assert.False(rate.Add(1001));
        Assert.True(rate.Add(1059));
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Heartbeats_come_and_one_that_said_hello_and_says_nothing_after_two_is_dropped(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { HeartbeatInterval = TimeSpan.FromMilliseconds(20) });
        using RawBackend plain = await port.ConnectPlainAsync();
        using RawBackend silent = await port.ConnectAsync(RawBackend.Hello());

        List<string> heard = await silent.ReadToEndAsync();
        Assert.Equal([RawBackend.Heartbeat, RawBackend.Heartbeat, """{"request_id":"","action":"goodbye","params":{"reason":"It said nothing after several heartbeats."}}"""], heard[1..]);
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(RawBackend.Heartbeat, await plain.ReadLineAsync()); // owes no answer
        }

        await port.UntilAsync(() => port.Counters.Joined == 1);
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Silent]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public Task One_that_answers_its_heartbeats_stays(ShardKind kind) => Patience.WithAsync(TimeSpan.FromMilliseconds(50), async interval =>
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { HeartbeatInterval = interval });
        using RawBackend answers = await port.ConnectAsync(RawBackend.Hello());
        await answers.ReadLineAsync();
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(RawBackend.Heartbeat, await answers.ReadLineAsync());
            await answers.SendAsync(RawBackend.Heartbeat + "\n");
        }
    });

    [Theory(Timeout = 240_000), BothKinds]
    public Task One_that_takes_nothing_is_congested_then_dropped_and_one_that_takes_it_late_drains(ShardKind kind) => Patience.WithAsync(TimeSpan.FromSeconds(0.5), async limit =>
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, new BackendRules { SendTimeout = limit });
        using RawBackend backend = await port.ConnectPlainAsync(receiveBuffer: 4096);
        await port.UntilNotedAsync("joined plain");
        string line = new('x', 64 * 1024);
        int sent = 0;
        bool congested = false;
        while (!congested)
        {
            await port.OnShardAsync(() =>
            {
                port.Hub.Backends[0].Send(Encoding.UTF8.GetBytes(line + "\n"));
                congested = port.Hub.Backends[0].IsCongested;
            });
            sent++;
        }

        for (int i = 0; i < sent; i++)
        {
            Assert.Equal(line, await backend.ReadLineAsync());
        }

        await port.UntilNotedAsync("joined plain", "drained");
        await port.OnShardAsync(() =>
        {
            Assert.False(port.Hub.Backends[0].IsCongested);
            for (int i = 0; i < sent; i++)
            {
                port.Hub.Backends[0].Send(Encoding.UTF8.GetBytes(line + "\n"));
            }
        });
        await port.UntilNotedAsync("joined plain", "drained", "left It took no byte of what waited for it for too long.");
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Stuck]);
    });

    [Theory(Timeout = 120_000), BothKinds]
    public async Task While_the_clients_shards_are_behind_backends_are_not_read(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend backend = await port.ConnectAsync("""{"request_id":"1","action":"broadcast","params":{"message":"m"}}""");
        await port.UntilNotedAsync("joined plain", "Broadcast 1 m");
        await port.OnShardAsync(() => port.Hub.IsBehind = true);
        await backend.SendAsync("""{"request_id":"2","action":"broadcast","params":{"message":"m"}}""" + "\n");
        await backend.SendAsync("""{"request_id":"3","action":"broadcast","params":{"message":"m"}}""" + "\n");
        int ticks = port.Hub.Ticks;
        await port.UntilAsync(() => port.Hub.Ticks >= ticks + 2);
        long readMeanwhile = port.Counters.LinesIn;
        await port.OnShardAsync(() => port.Hub.IsBehind = false);

        await port.UntilNotedAsync("joined plain", "Broadcast 1 m", "Broadcast 2 m", "Broadcast 3 m");
        Assert.Equal(1, readMeanwhile);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task What_fails_on_one_backends_line_costs_that_backend_alone(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        port.Hub.OnAct = (_, action) => throw new InvalidOperationException("A mistake of ours.");
        using RawBackend other = await port.ConnectPlainAsync();
        await port.UntilNotedAsync("joined plain");
        using RawBackend backend = await port.ConnectAsync("""{"request_id":"1","action":"broadcast","params":{"message":"m"}}""");

        Assert.Empty(await backend.ReadToEndAsync());
        await port.UntilNotedAsync("joined plain", "joined plain", "left The gateway failed on it.");
        await port.SendAsync("still there");
        Assert.Equal("still there", await other.ReadLineAsync());
        Assert.Contains("[2135] ", port.CloseLog(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 240_000), BothKinds]
    public async Task A_line_in_or_out_costs_the_shard_no_allocation(ShardKind kind)
    {
        const int lines = 2000;
        const long most = 4 * lines;
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        port.Hub.IsQuiet = true;
        byte[] answer = Encoding.UTF8.GetBytes("""{"request_id":"1","action":"new_message","params":{"message":"hello"}}""" + "\n");
        port.Hub.OnAct = (backend, _) => backend.Send(answer);
        byte[] line = Encoding.UTF8.GetBytes("""{"request_id":"7a","action":"message_to_connection","params":{"conn_id":"c1","message":"hello"}}""" + "\n");
        using RawBackend raw = await port.ConnectAsync();
        await RunAsync();
        long bytes = long.MaxValue;
        for (int round = 0; round < 3 && bytes >= most; round++)
        {
            long before = await AllocatedAsync(port);
            await RunAsync();
            bytes = Math.Min(bytes, await AllocatedAsync(port) - before);
        }

        // The two questions and the timer cost something; a line that cost even one object would cost 24 bytes and more.
        Assert.True(bytes < most, $"{lines} lines cost {bytes} bytes.");

        async Task RunAsync()
        {
            for (int i = 0; i < lines; i++)
            {
                await raw.SendAsync(line);
                await raw.ReadLineAsync();
            }
        }
    }

    private static async Task<long> AllocatedAsync(BackendPortInTest port)
    {
        long bytes = 0;
        await port.OnShardAsync(() => bytes = GC.GetAllocatedBytesForCurrentThread());
        return bytes;
    }
}
