using Millrace.Amqp.Links;
using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>What would disturb other tests: alarms and deaths of the whole broker.</summary>
public sealed class LinkOnOwnRabbitTests
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_alarm_is_shown_and_is_no_loss_and_a_dead_broker_is_one()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        await using RabbitNode node = await RabbitNode.StartAsync();
        await using AmqpClient client = await AmqpClient.ConnectAsync(
            new AmqpOptions
            {
                Brokers = [node.Uri],
                Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30), ProbeAfter = TimeSpan.FromMilliseconds(20), WaitForConnection = TimeSpan.FromMinutes(5) },
            },
            cancellationToken: Stop);
        List<AmqpBlockedChange> changes = [];
        client.BlockedChanged += (_, change) =>
        {
            lock (changes)
            {
                changes.Add(change);
            }
        };
        await client.DeclareAsync(new AmqpTopology { Queues = [new AmqpQueue("passing") { Durable = false }] }, Stop);

        await node.SetMemoryAlarmAsync(true);
        ValueTask<PublishResult> waiting = client.Publisher.PublishConfirmedAsync("", "passing", new byte[10], mandatory: true, cancellationToken: Stop);
        await Eventually.TrueAsync(() => client.IsBlocked, "the broker's word that it is blocked");
        Assert.Equal(AmqpState.Connected, client.State);
        await node.SetMemoryAlarmAsync(false);
        Assert.Equal(PublishOutcome.Confirmed, (await waiting).Outcome);
        await Eventually.TrueAsync(() => !client.IsBlocked, "the broker's word that it goes on");
        await Eventually.TrueAsync(
            () =>
            {
                lock (changes)
                {
                    return changes.Count == 2;
                }
            },
            "both events");
        Assert.Contains("memory", changes[0].Reason, StringComparison.Ordinal);
        Assert.Equal(2, client.Epochs);

        AmqpSession first = client.PublishLink.Current!;
        await node.KillAsync();
        await Eventually.TrueAsync(() => first.Cause is not null, "the end of the session");
        Assert.NotEqual(AmqpState.Connected, client.State);
        await node.StartAgainAsync();

        // What was not durable is back before anybody publishes.
        PublishResult result = await client.Publisher.PublishConfirmedAsync("", "passing", new byte[10], mandatory: true, cancellationToken: Stop);
        Assert.Equal(PublishOutcome.Confirmed, result.Outcome);
    }
}
