using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Links;

public sealed class LinkOverTlsTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Messages_go_over_tls_with_an_authority_of_ones_own()
    {
        RabbitNode node = await NodeAsync();
        await using var front = new TlsFront(node.Port, "broker.test");
        await using AmqpClient client = await ConnectAsync(front.By(node.Uri), new AmqpTlsOptions { TrustedAuthorities = [front.Certificate], ServerName = "broker.test" });
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("over-tls") { Exclusive = true }] }, Stop);
        var all = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        int came = 0;
        await client.ConsumeAsync(
            new ConsumerOptions { Queue = "over-tls" },
            (_, _) =>
            {
                if (Interlocked.Increment(ref came) == 500)
                {
                    all.SetResult();
                }

                return ValueTask.CompletedTask;
            },
            Stop);
        PublishResult[] results = await Task.WhenAll(Enumerable.Range(0, 500).Select(
            n => client.Publisher.PublishConfirmedAsync("", "over-tls", new byte[n * 100], mandatory: true, cancellationToken: Stop).AsTask()));
        Assert.All(results, result => Assert.Equal(PublishOutcome.Confirmed, result.Outcome));
        await all.Task.WaitAsync(TimeSpan.FromMinutes(1), Stop);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_named()
    {
        RabbitNode node = await NodeAsync();
        await using var front = new TlsFront(node.Port, "broker.test");
        AmqpRefusedException refused = await Assert.ThrowsAsync<AmqpRefusedException>(() => ConnectAsync(front.By(node.Uri), new AmqpTlsOptions { ServerName = "broker.test" }));
        Assert.Contains("certificate that is not trusted", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_certificate_for_another_name_is_named()
    {
        RabbitNode node = await NodeAsync();
        await using var front = new TlsFront(node.Port, "broker.test");
        AmqpRefusedException refused = await Assert.ThrowsAsync<AmqpRefusedException>(() => ConnectAsync(front.By(node.Uri), new AmqpTlsOptions { TrustedAuthorities = [front.Certificate] }));
        Assert.Contains("certificate for another name", refused.Message, StringComparison.Ordinal);
    }

    private static Task<AmqpClient> ConnectAsync(Uri broker, AmqpTlsOptions tls) => AmqpClient.ConnectAsync(
        new AmqpOptions { Brokers = [broker], Name = "tls-tests", Tls = tls, Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30) } }, cancellationToken: Stop);

    private Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        return rabbit.GetAsync();
    }
}
