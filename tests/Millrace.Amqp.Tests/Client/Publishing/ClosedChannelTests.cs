using Millrace.Testing;

namespace Millrace.Amqp.Tests.Client.Publishing;

/// <summary>Against a real RabbitMQ: what is on its way to a channel when the broker closes it.</summary>
public sealed class ClosedChannelTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_missing_exchange_costs_a_channel_and_never_the_connection_however_busy_it_is()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        RabbitNode node = await rabbit.GetAsync();
        await using AmqpClient client = await AmqpClient.ConnectAsync(
            new AmqpOptions { Brokers = [node.Uri], Publishing = new PublisherOptions { Channels = 1 } }, cancellationToken: Stop);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(Stop);
        byte[] body = new byte[100];
        Task[] busy = [.. Enumerable.Range(0, 4).Select(task => Task.Run(async () =>
        {
            // Some on the channel that is closed first, some on the one to which the missing exchange's messages move.
            string exchange = task % 2 == 0 ? "" : "missing";
            while (!enough.IsCancellationRequested)
            {
                await client.Publisher.PublishAsync(exchange, "no-queue", body, cancellationToken: Stop);
            }
        }, Stop))];
        for (int n = 2; n <= 4; n++)
        {
            // Each takes its time: the broker reads everything that was sent before, and that is much.
            int channels = n;
            await Eventually.TrueAsync(() => client.Publisher.Totals.ChannelsOpened >= channels || client.Epochs > 2, "The closing of a channel and the opening of another");
        }

        await enough.CancelAsync();
        await Task.WhenAll(busy);
        Assert.True((await client.Publisher.PublishConfirmedAsync("", "no-queue", body, cancellationToken: Stop)).IsConfirmed);
        Assert.Equal(2, client.Epochs);
    }
}
