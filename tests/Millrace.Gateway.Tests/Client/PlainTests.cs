using Millrace.Testing;
using static Millrace.Gateway.Tests.Client.ScriptedConnection;

namespace Millrace.Gateway.Tests.Client;

public sealed class PlainTests : IAsyncDisposable
{
    private readonly ScriptedGateway _gateway = new();

    [Fact(Timeout = 120_000)]
    public async Task Gateway_that_ignores_hello_is_served_without_acknowledgement_or_heartbeat()
    {
        await using RunningBackend backend = new(_gateway, handle: it => it.OnMessage = (client, message, stop) => client.SendAsync(message.Bytes, stop: stop));
        await using ScriptedConnection connection = await _gateway.AcceptAsync();
        await connection.ReadAsync("hello");

        await connection.SendAsync(
            """{"request_id":"heartbeat","action":"heartbeat","params":{}}""",
            Question("r1"),
            PlainMessage("c", "one"),
            PlainMessage("c", "two"));

        Assert.True((await connection.ReadAsync("response")).GetProperty("accepted").GetBoolean());
        Assert.Equal("message_to_connection", (await connection.ReadAsync() ?? default).GetProperty("action").GetString());
        Assert.Equal("two", (await connection.ReadAsync() ?? default).GetProperty("params").GetProperty("message").GetString());
        Assert.Empty(backend.Errors);
    }

    [Fact(Timeout = 120_000)]
    public async Task Gateway_that_says_nothing_counts_as_plain_after_the_welcome_timeout()
    {
        FakeTime time = new();
        await using RunningBackend backend = new(_gateway, options => options with { Time = time, WelcomeTimeout = TimeSpan.FromSeconds(2) });
        await using ScriptedConnection connection = await _gateway.AcceptAsync();
        await connection.ReadAsync("hello");

        Assert.Equal(0, backend.Backend.ConnectionCount);
        time.Advance(TimeSpan.FromSeconds(2));
        Assert.Equal(1, backend.Backend.ConnectionCount);
        await backend.Backend.SendToRoomAsync("lobby", "hello", TestContext.Current.CancellationToken);

        Assert.Equal("hello", (await connection.ReadAsync("message_to_room")).GetProperty("message").GetString());
    }

    [Fact(Timeout = 120_000)]
    public async Task What_the_plain_protocol_lacks_is_refused_with_its_name()
    {
        await using RunningBackend backend = new(_gateway);
        await using ScriptedConnection connection = await _gateway.AcceptAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync("""{"request_id":"heartbeat","action":"heartbeat","params":{}}""");
        await backend.Backend.WaitUntilConnectedAsync(TestContext.Current.CancellationToken);

        CancellationToken stop = TestContext.Current.CancellationToken;
        NotSupportedException join = await Assert.ThrowsAsync<NotSupportedException>(async () => await backend.Backend.JoinAsync("c", "news", stop));
        await Assert.ThrowsAsync<NotSupportedException>(async () => await backend.Backend.BroadcastAsync(new byte[1], isBinary: true, stop));
        await Assert.ThrowsAsync<NotSupportedException>(() => backend.Backend.CountRoomAsync("lobby", stop));

        Assert.Contains("plain protocol, which has no JoinRoom", join.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();
}
