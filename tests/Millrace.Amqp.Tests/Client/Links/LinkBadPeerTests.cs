using System.Net;
using Millrace.Amqp.Links;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>What answers, or does not, where a broker should be.</summary>
public sealed class LinkBadPeerTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_absent_broker_is_named_with_what_to_do()
    {
        await using OddServer server = OddServer.Refusing();
        AmqpUnavailableException failure = await Assert.ThrowsAsync<AmqpUnavailableException>(() => ConnectAsync(At(server.EndPoint)));
        Assert.Equal($"no broker can be reached: nothing listens on amqp://{server.EndPoint}; is the broker running, and is that its port?", failure.Message);
    }

    [Fact]
    public async Task All_absent_brokers_are_named()
    {
        await using OddServer first = OddServer.Refusing();
        await using OddServer second = OddServer.Refusing();
        AmqpUnavailableException failure = await Assert.ThrowsAsync<AmqpUnavailableException>(() => ConnectAsync(At(first.EndPoint), At(second.EndPoint)));
        Assert.Contains($"amqp://{first.EndPoint}", failure.Message, StringComparison.Ordinal);
        Assert.Contains($"amqp://{second.EndPoint}", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_says_nothing_is_given_up_in_time()
    {
        await using OddServer server = OddServer.Silent();
        AmqpUnavailableException failure = await Assert.ThrowsAsync<AmqpUnavailableException>(
            () => ConnectAsync(options => options with { Links = new LinkOptions { ConnectTimeout = TimeSpan.FromMilliseconds(300) } }, At(server.EndPoint)));
        Assert.Contains("did not answer within 0.3 s", failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_peer_that_resets_or_closes_is_told_apart()
    {
        await using OddServer resetting = OddServer.Resetting();
        AmqpUnavailableException reset = await Assert.ThrowsAsync<AmqpUnavailableException>(() => ConnectAsync(At(resetting.EndPoint)));
        Assert.Contains($"amqp://{resetting.EndPoint}", reset.Message, StringComparison.Ordinal);
        await using OddServer closing = OddServer.Closing();
        AmqpUnavailableException closed = await Assert.ThrowsAsync<AmqpUnavailableException>(() => ConnectAsync(At(closing.EndPoint)));
        Assert.Contains($"amqp://{closing.EndPoint}", closed.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("HTTP/1.1 400 Bad Request\r\n\r\n", "speaks HTTP")]
    [InlineData("AMQP\u0003\u0001\u0000\u0000", "speaks AMQP in another version")]
    [InlineData("\u0015\u0003\u0001\u0000\u0002\u0002\u0046", "speaks TLS; write amqps://")]
    [InlineData("SSH-2.0-OpenSSH_9.2\r\n", "does not speak AMQP")]
    public async Task A_stranger_on_the_port_is_named(string says, string expected)
    {
        await using OddServer server = OddServer.Saying(says);
        AmqpRefusedException failure = await Assert.ThrowsAsync<AmqpRefusedException>(() => ConnectAsync(At(server.EndPoint)));
        Assert.Contains(expected, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_next_broker_is_taken_where_one_is_absent()
    {
        await using OddServer absent = OddServer.Refusing();
        await using AmqpClient client = await ConnectAsync(At(absent.EndPoint), (await NodeAsync()).Uri);
        Assert.Equal(AmqpState.Connected, client.State);
    }

    [Fact]
    public async Task Callers_without_a_connection_wait_no_longer_than_they_may()
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await ConnectAsync(options => options with { Links = options.Links with { WaitForConnection = TimeSpan.FromMilliseconds(50) } }, path.By(node.Uri));
        AmqpSession first = client.PublishLink.Current!;
        path.Refuse();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        AmqpUnavailableException failure = await Assert.ThrowsAsync<AmqpUnavailableException>(async () => await client.PublishLink.GetAsync(Stop));
        Assert.Contains("there was no publish connection for 0.05 s", failure.Message, StringComparison.Ordinal);
        ValueTask<AmqpSession> waiting = client.ConsumeLink.GetAsync(new CancellationToken(canceled: true));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await waiting);
    }

    [Fact]
    public async Task A_refusal_during_recovery_is_told_and_passes_once_somebody_mends_it()
    {
        RabbitNode node = await NodeAsync();
        await node.AddUserAsync("link-refused", "first");
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await ConnectAsync(path.By(node.For("link-refused", "first")));
        var refused = new TaskCompletionSource<AmqpStateChange>(TaskCreationOptions.RunContinuationsAsynchronously);
        client.StateChanged += (_, change) => _ = change.State == AmqpState.Refused && refused.TrySetResult(change);
        await node.ControlAsync("change_password", "link-refused", "second");
        path.Reset();
        AmqpStateChange change = await refused.Task.WaitAsync(TimeSpan.FromMinutes(2), Stop);
        Assert.IsType<AmqpRefusedException>(change.Cause);
        await node.ControlAsync("change_password", "link-refused", "first");
        Assert.True((await client.PublishLink.GetAsync(Stop)).Epoch > 1);
        Assert.True((await client.ConsumeLink.GetAsync(Stop)).Epoch > 1);
        Assert.Equal(AmqpState.Connected, client.State);
    }

    private static Uri At(IPEndPoint endPoint) => new($"amqp://{endPoint}/");

    private static Task<AmqpClient> ConnectAsync(params Uri[] brokers) => ConnectAsync(options => options, brokers);

    private static Task<AmqpClient> ConnectAsync(Func<AmqpOptions, AmqpOptions> change, params Uri[] brokers) => AmqpClient.ConnectAsync(
        change(new AmqpOptions { Brokers = brokers, Name = "bad-peer-tests", Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30), WaitForConnection = TimeSpan.FromMinutes(2) } }), cancellationToken: Stop);

    private Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        return rabbit.GetAsync();
    }
}
