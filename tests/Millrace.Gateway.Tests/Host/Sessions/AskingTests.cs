using Millrace.Gateway.Host.Admission;
using Millrace.Gateway.Host.Routing;
using Millrace.Shards;
using Millrace.Testing;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class AskingTests
{
    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task Each_refusal_is_answered_with_its_status_and_counted(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        await AssertRefusedAsync(gateway, new(403, "Not you."), RefusalReason.Rejected, "\r\n\r\nNot you.");
        await AssertRefusedAsync(gateway, new(429, "Later."), RefusalReason.Rejected, "429 Too Many Requests");
        await AssertRefusedAsync(gateway, new(409, "Taken."), RefusalReason.Duplicate, "409 ");
        await AssertRefusedAsync(gateway, new(502, "Nonsense."), RefusalReason.BadAnswer, "502 Bad Gateway");
        await AssertRefusedAsync(gateway, new(503, "Nobody.", TimeSpan.FromSeconds(3)), RefusalReason.NoBackend, "Retry-After: 3\r\n");
        await AssertRefusedAsync(gateway, new(503, "All busy.", TimeSpan.FromSeconds(3), IsBusy: true), RefusalReason.Busy, "Retry-After: 3\r\n");
        await AssertRefusedAsync(gateway, new(504, "Silence."), RefusalReason.BackendTimeout, "504 Gateway Timeout");
        await gateway.UntilAsync(() => gateway.Gateway.Server.Health.Detail.StartsWith("connections 0 ", StringComparison.Ordinal));
        Assert.DoesNotContain(gateway.Switchboard.Told(), line => line.StartsWith("gone", StringComparison.Ordinal));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_client_that_leaves_while_it_waits_is_gone_at_once_and_its_late_answer_harms_nobody(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        gateway.Switchboard.OnAsk = static _ => { };
        using (RawClient client = await gateway.BeginAsync("early"))
        {
            await gateway.UntilToldAsync("ask early");
        }

        await gateway.UntilToldAsync("gone early left It left before it was let in.");
        await gateway.DoAsync(switchboard =>
        {
            Session session = switchboard.Find("early");
            session.Home.Answer(session, new(101));
            session.Home.Join(session, switchboard.Room("room"));
            switchboard.Deliver("early", "to nobody");
            switchboard.DeliverToAll("to nobody");
        });
        gateway.Switchboard.OnAsk = static session => session.Home.Answer(session, new(101));
        using RawClient next = await gateway.OpenAsync("next");
        await gateway.DoAsync(switchboard => switchboard.DeliverToAll("hello"));
        Assert.Equal("hello", await RoutedGateway.ReadTextAsync(next));
        Assert.Equal(1, gateway.Switchboard.Count("gone early"));
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.Gone]) == 1);
        await gateway.UntilAsync(() => gateway.Sum(c => c.MessagesOut) > 0); // counted once all have been sent to
        Assert.Equal(1, gateway.Sum(c => c.MessagesOut));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public Task A_question_may_take_longer_than_the_clients_own_time_for_the_handshake(ShardKind kind, int shards) => Patience.WithAsync(TimeSpan.FromMilliseconds(300), async limit =>
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards, options: options => options with { HandshakeTimeout = limit });
        gateway.Switchboard.OnAsk = static _ => { };
        using RawClient client = await gateway.BeginAsync("patient");
        await gateway.UntilAsync(() => gateway.Switchboard.Count("ask patient") == 1 || gateway.Sum(c => c.Refused[(int)RefusalReason.Timeout]) == 1);
        Shard shard = gateway.Gateway.Server.Shards[0].Shard;
        await shard.RunAsync(() => shard.Delay(limit * 1.5));
        await gateway.DoAsync(static switchboard => switchboard.Find("patient").Home.Answer(switchboard.Find("patient"), new(101)));
        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await gateway.UntilToldAsync("opened patient");
    });

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_question_that_nobody_answers_ends_with_504(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { AnswerTimeout = TimeSpan.FromMilliseconds(100) });
        gateway.Switchboard.OnAsk = static _ => { };
        using RawClient client = await gateway.BeginAsync("forgotten");
        Assert.StartsWith("HTTP/1.1 504 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        client.Dispose();
        await gateway.UntilToldAsync("gone forgotten left ");
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)RefusalReason.BackendTimeout]) == 1);
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task The_switchboard_sees_the_request_with_its_headers_in_canonical_form(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        using RawClient client = await RawClient.ConnectNewAsync(gateway.Gateway.Port);
        await client.SendAsync(RawClient.Upgrade("/ws/me", "x-REQUEST-iD: 7\r\n"));
        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        await gateway.DoAsync(static switchboard =>
        {
            ClientRequest request = switchboard.Find("me").Request!;
            Assert.Equal(("/ws/me", "", true), (request.Path, request.Query, request.Remote.Port > 0));
            Assert.Contains(new KeyValuePair<string, string>("X-Request-Id", "7"), request.Headers);
        });
    }

    private static async Task AssertRefusedAsync(RoutedGateway gateway, ConnectionAnswer answer, RefusalReason reason, string said)
    {
        gateway.Switchboard.OnAsk = session => session.Home.Answer(session, answer);
        long before = gateway.Sum(c => c.Refused[(int)reason]);
        using RawClient client = await gateway.BeginAsync("refused");
        string text = await client.ReadHeadAsync() + await client.ReadHeadAsync(); // the rest is the body, to the end of the stream
        Assert.StartsWith($"HTTP/1.1 {answer.Status} ", text, StringComparison.Ordinal);
        Assert.Contains(said, text, StringComparison.Ordinal);
        client.Dispose(); // it is counted when the client has left, or has been waited for
        await gateway.UntilAsync(() => gateway.Sum(c => c.Refused[(int)reason]) == before + 1);
    }
}
