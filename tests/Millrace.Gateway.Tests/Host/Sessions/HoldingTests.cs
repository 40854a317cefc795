using System.Text;
using Millrace.Shards;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class HoldingTests
{
    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_held_client_is_not_read_until_it_is_resumed(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        using RawClient held = await gateway.OpenAsync("held");
        await gateway.DoAsync(static switchboard => switchboard.Find("held").Home.Hold(switchboard.Find("held")));
        await gateway.DoAsync(static _ => { });
        await Task.WhenAll(gateway.Gateway.Server.Shards.Select(shard => shard.Shard.RunAsync(static () => default)));
        for (int i = 0; i < 50; i++)
        {
            await held.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, Encoding.UTF8.GetBytes($"{i}")));
        }

        using RawClient other = await gateway.OpenAsync("other");
        await other.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "free"u8));
        await gateway.UntilToldAsync("message other Text free");
        Assert.Equal(0, gateway.Switchboard.Count("message held"));
        await gateway.DoAsync(static switchboard => switchboard.Find("held").Home.Resume(switchboard.Find("held")));
        await gateway.UntilToldAsync("message held", 50);
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"message held Text {i}"), gateway.Switchboard.Told().Where(line => line.StartsWith("message held", StringComparison.Ordinal)));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_held_client_can_still_be_closed_and_is_gone_in_the_end(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        using RawClient held = await gateway.OpenAsync("held");
        await gateway.DoAsync(static switchboard => switchboard.Find("held").Home.Hold(switchboard.Find("held")));
        await held.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "unheard"u8));
        await gateway.DoAsync(static switchboard => switchboard.Find("held").Home.Close(switchboard.Find("held"), WebSocketCloseCode.GoingAway, "go"));
        Assert.Equal(1001, await held.ReadCloseCodeAsync());
        await held.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Close, [0x03, 0xE9]));
        Assert.True(await held.IsEndedAsync());
        await gateway.UntilToldAsync("gone held left The gateway closed the connection with 1001.");
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task What_clients_send_reaches_the_switchboard_in_order_between_opened_and_gone(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards, delivery => delivery with { MaxMailBytes = 4096 });
        const int count = 300;
        await Task.WhenAll(Enumerable.Range(0, 6).Select(async i =>
        {
            using RawClient client = await gateway.OpenAsync($"c{i}");
            for (int n = 0; n < count; n++)
            {
                byte kind = n % 2 == 0 ? RawClient.Text : RawClient.Binary;
                await client.SendAsync(RawClient.Frame((byte)(RawClient.Fin | kind), Encoding.UTF8.GetBytes($"{n} {new string('.', n)}")));
            }

            await client.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Close, [0x03, 0xE8]));
            await gateway.UntilToldAsync($"gone c{i} ");
        }));
        for (int i = 0; i < 6; i++)
        {
            string[] expected =
            [
                $"ask c{i}",
                $"opened c{i}",
                .. Enumerable.Range(0, count).Select(n => $"message c{i} {(n % 2 == 0 ? "Text" : "Binary")} {n} {new string('.', n)}"),
                $"gone c{i} left The client closed the connection with 1000.",
            ];
            Assert.Equal(expected, gateway.Switchboard.Told().Where(line => line.Split(' ')[1] == $"c{i}"));
        }
    }
}
