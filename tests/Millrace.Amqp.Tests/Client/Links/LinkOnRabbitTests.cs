using Millrace.Amqp.Links;
using Millrace.Testing;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>Against a real RabbitMQ; no test here looks at how long something takes.</summary>
public sealed class LinkOnRabbitTests(SharedRabbit rabbit)
{
    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_client_connects_and_says_so()
    {
        await using AmqpClient client = await AmqpClient.ConnectAsync(await OptionsAsync(), cancellationToken: Stop);
        Assert.Equal(AmqpState.Connected, client.State);
        Assert.Equal(2, client.Epochs);
        Assert.False(client.IsBlocked);
    }

    [Fact]
    public async Task A_wrong_password_is_refused_with_what_to_do()
    {
        RabbitNode node = await NodeAsync();
        AmqpRefusedException refused = await Assert.ThrowsAsync<AmqpRefusedException>(() => AmqpClient.ConnectAsync(Options(node.For(node.User, "wrong")), cancellationToken: Stop));
        Assert.Contains($"refused the user '{node.User}'", refused.Message, StringComparison.Ordinal);
        Assert.Contains("check user and password", refused.Message, StringComparison.Ordinal);
        Assert.DoesNotContain("wrong", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_virtual_host_that_is_not_there_is_refused_by_name()
    {
        RabbitNode node = await NodeAsync();
        AmqpRefusedException refused = await Assert.ThrowsAsync<AmqpRefusedException>(
            () => AmqpClient.ConnectAsync(Options(node.For(node.User, node.Password, "nowhere")), cancellationToken: Stop));
        Assert.Contains("refused the virtual host 'nowhere'", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Tls_to_a_plain_port_is_named()
    {
        RabbitNode node = await NodeAsync();
        AmqpRefusedException refused = await Assert.ThrowsAsync<AmqpRefusedException>(
            () => AmqpClient.ConnectAsync(Options(new Uri($"amqps://127.0.0.1:{node.Port}/")), cancellationToken: Stop));
        Assert.Contains("does not speak TLS", refused.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_link_that_was_cut_comes_back_with_the_next_epoch(bool reset)
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        await using AmqpClient client = await AmqpClient.ConnectAsync(Options(path.By(node.Uri)), cancellationToken: Stop);
        AmqpSession first = client.PublishLink.Current!;
        if (reset)
        {
            path.Reset();
        }
        else
        {
            path.Finish();
        }

        await Eventually.TrueAsync(() => first.Ended.IsCancellationRequested, "the end of the session");
        Assert.IsType<AmqpConnectionLostException>(first.Cause);
        AmqpSession second = await client.PublishLink.GetAsync(Stop);
        Assert.Equal(2, second.Epoch);
        await using IChannel channel = await second.Connection.CreateChannelAsync(cancellationToken: Stop);
        Assert.True(channel.IsOpen);
    }

    [Fact]
    public async Task A_black_hole_is_found_by_a_question_and_left_when_it_opens()
    {
        RabbitNode node = await NodeAsync();
        await using var path = new CuttablePath(node.Port);
        AmqpOptions options = Options(path.By(node.Uri));
        await using AmqpClient client = await AmqpClient.ConnectAsync(
            options with { Links = options.Links with { ProbeAfter = TimeSpan.FromMilliseconds(50), ProbeTimeout = TimeSpan.FromMilliseconds(500) } }, cancellationToken: Stop);
        AmqpSession first = client.ConsumeLink.Current!;
        path.Swallow();
        await Eventually.TrueAsync(() => first.Ended.IsCancellationRequested, "the end of the session");
        Assert.Equal(AmqpLossCause.Probe, Assert.IsType<AmqpConnectionLostException>(first.Cause).Reason);
        Assert.Equal(AmqpState.Recovering, client.State);
        path.Heal();
        Assert.True((await client.ConsumeLink.GetAsync(Stop)).Epoch > 1);
    }

    [Fact]
    public async Task What_the_broker_says_when_it_closes_a_connection_is_the_cause()
    {
        RabbitNode node = await NodeAsync();
        await using AmqpClient client = await AmqpClient.ConnectAsync(Options(node.Uri) with { Name = "to-be-closed" }, cancellationToken: Stop);
        AmqpSession first = client.PublishLink.Current!;
        string pid = await PidOfAsync(node, "to-be-closed.publish");
        await node.ControlAsync("close_connection", pid, "somebody's wish");
        await Eventually.TrueAsync(() => first.Ended.IsCancellationRequested, "the end of the session");
        AmqpConnectionLostException lost = Assert.IsType<AmqpConnectionLostException>(first.Cause);
        Assert.Equal(AmqpLossCause.Broker, lost.Reason);
        Assert.Contains("320 CONNECTION_FORCED - somebody's wish", lost.Message, StringComparison.Ordinal);
        Assert.Equal(2, (await client.PublishLink.GetAsync(Stop)).Epoch);
    }

    [Fact]
    public async Task A_close_of_ones_own_is_no_loss()
    {
        List<AmqpState> states = [];
        AmqpClient client = await AmqpClient.ConnectAsync(await OptionsAsync(), cancellationToken: Stop);
        client.StateChanged += (_, change) =>
        {
            lock (states)
            {
                states.Add(change.State);
            }
        };
        AmqpSession session = client.PublishLink.Current!;
        await client.CloseAsync(Stop);
        Assert.IsType<AmqpClosedException>(session.Cause);
        Assert.Equal(AmqpState.Closed, client.State);
        await Assert.ThrowsAsync<AmqpClosedException>(async () => await client.PublishLink.GetAsync(Stop));
        await client.CloseAsync(Stop);
        lock (states)
        {
            Assert.DoesNotContain(AmqpState.Recovering, states);
        }
    }

    private static AmqpOptions Options(Uri broker) => new() { Brokers = [broker], Name = "link-tests", Links = new LinkOptions { ConnectTimeout = TimeSpan.FromSeconds(30) } };

    private static async Task<string> PidOfAsync(RabbitNode node, string name)
    {
        string pid = "";
        await Eventually.TrueAsync(
            () =>
            {
                pid = node.ControlAsync("list_connections", "--quiet", "pid", "client_properties").GetAwaiter().GetResult()
                    .Split('\n').FirstOrDefault(line => line.Contains($"\"{name}\"", StringComparison.Ordinal))?.Split('\t')[0] ?? "";
                return pid.Length > 0;
            },
            $"the connection {name} in the broker's list");
        return pid;
    }

    private async Task<AmqpOptions> OptionsAsync() => Options((await NodeAsync()).Uri);

    private Task<RabbitNode> NodeAsync()
    {
        Assert.SkipWhen(RabbitNode.SkipReason is not null, RabbitNode.SkipReason ?? "");
        return rabbit.GetAsync();
    }
}
