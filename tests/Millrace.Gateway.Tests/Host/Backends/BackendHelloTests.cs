using Millrace.Gateway.Host.Backends;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Backends;

public sealed class BackendHelloTests
{
    private const string Broadcast = """{"request_id":"b1","action":"broadcast","params":{"message":"hi"}}""";

    private static readonly BackendRules s_secret = new() { Secret = new BackendSecret("open sesame"), HelloTimeout = TimeSpan.FromMinutes(1) };

    [Theory(Timeout = 120_000), BothKinds]
    public async Task The_right_secret_opens(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret);
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello(""","name":"a","secret":"open sesame" """), Broadcast);

        await port.UntilNotedAsync("joined a", "Broadcast b1 hi");
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_wrong_secret_or_none_gets_a_goodbye_and_nothing_else(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret);
        using RawBackend wrong = await port.ConnectAsync(RawBackend.Hello(""","secret":"open sesamf" """), Broadcast);
        using RawBackend none = await port.ConnectAsync(RawBackend.Hello(), Broadcast);

        Assert.Equal(["""{"request_id":"","action":"goodbye","params":{"reason":"The secret is wrong."}}"""], await wrong.ReadToEndAsync());
        Assert.Equal(["""{"request_id":"","action":"goodbye","params":{"reason":"The hello has no secret."}}"""], await none.ReadToEndAsync());
        Assert.Equal("", port.Hub.Text);
        Assert.Equal(2, port.Counters.Ended[(int)BackendEnd.Secret]);
        await port.UntilAsync(() => port.Listener.Connections.Count == 0);
        Assert.Contains(" was not let in (1 since the last such line): ", port.CloseLog(), StringComparison.Ordinal);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Where_a_secret_is_asked_for_whoever_asks_for_something_first_gets_nothing(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret);
        using RawBackend plain = await port.ConnectAsync(Broadcast, RawBackend.Hello(""","secret":"open sesame" """));
        using RawBackend garbled = await port.ConnectAsync("GET / HTTP/1.1");

        Assert.Empty(await plain.ReadToEndAsync());
        Assert.Empty(await garbled.ReadToEndAsync());
        Assert.Equal("", port.Hub.Text);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Whoever_says_nothing_where_a_secret_is_asked_for_is_closed_in_time(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret with { HelloTimeout = TimeSpan.FromMilliseconds(50) });
        using RawBackend silent = await port.ConnectAsync();

        Assert.Empty(await silent.ReadToEndAsync());
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Timeout]);
        Assert.Equal("", port.Hub.Text);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task Strangers_who_wait_do_not_take_the_places_of_backends_and_are_few(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret with { MaxBackends = 1, MaxWaiting = 2 });
        using RawBackend one = await port.ConnectAsync();
        await port.UntilAsync(() => port.Counters.Waiting == 1);
        using RawBackend backend = await port.ConnectAsync(RawBackend.Hello(""","name":"a","secret":"open sesame" """));
        await port.UntilNotedAsync("joined a");
        using RawBackend two = await port.ConnectAsync();
        await port.UntilAsync(() => port.Counters.Waiting == 2);
        using RawBackend three = await port.ConnectAsync();

        Assert.Empty(await one.ReadToEndAsync()); // the oldest goes, so that those who are silent cannot lock backends out
        await port.UntilAsync(() => port.Counters is { Waiting: 2, Joined: 1 } && port.Listener.Connections.Count == 3);
        Assert.Equal(1, port.Counters.Ended[(int)BackendEnd.Full]);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task One_that_is_being_refused_still_has_its_place_among_those_who_wait(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind, s_secret with { MaxWaiting = 2, CloseTimeout = TimeSpan.FromHours(1) });
        List<RawBackend> strangers = [];
        for (int i = 0; i < 5; i++)
        {
            strangers.Add(await port.ConnectAsync(RawBackend.Hello(""","secret":"open sesamf" """)));
            int refused = i + 1;
            await port.UntilAsync(() => port.Counters.Ended[(int)BackendEnd.Secret] == refused);
        }

        Assert.Equal(2, port.Counters.Waiting);
        Assert.Equal(2, port.Listener.Connections.Count);
        strangers.ForEach(each => each.Dispose());
        await port.UntilAsync(() => port.Counters.Waiting == 0);
    }

    [Theory(Timeout = 120_000), BothKinds]
    public async Task A_hello_that_is_not_the_first_line_is_refused(ShardKind kind)
    {
        await using BackendPortInTest port = await BackendPortInTest.StartAsync(kind);
        using RawBackend twice = await port.ConnectAsync(RawBackend.Hello(""","name":"a" """), RawBackend.Hello(""","name":"b","ack":true""", "h2"), Broadcast);

        await port.UntilNotedAsync("joined a", "Broadcast b1 hi");
        await twice.ReadLineAsync();
        Assert.Equal(
            """{"request_id":"h2","action":"problem","params":{"reason":"A hello is the first line of a connection.","action":"hello"}}""", await twice.ReadLineAsync());
        Assert.Equal(1, port.Counters.LinesRefused[(int)LineRefusal.LateHello]);
    }

    [Theory]
    [InlineData("1234567", "The backend secret has 7 characters; it must have 8 to 1024, such as those of `openssl rand -hex 32`.")]
    [InlineData("12345678", null)]
    [InlineData("1234\n5678", "The backend secret holds a line break or another control character; put it on one line.")]
    public void A_secret_has_a_least_length_and_one_line(string text, string? problem) => Assert.Equal(problem, BackendSecret.ProblemOf(text));
}
