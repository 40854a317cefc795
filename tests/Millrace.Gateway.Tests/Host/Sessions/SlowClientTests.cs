using Millrace.Gateway.Host;
using Millrace.Gateway.Host.Routing;
using Millrace.Shards;
using Millrace.Testing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class SlowClientTests
{
    private const int SmallBuffer = 4096;
    private static readonly string[] s_three = ["one", "two", "three"];
    private static readonly string s_padding = new('.', 4000);

    [Theory(Timeout = 240_000), DirectAndMailed]
    public Task One_deaf_member_is_closed_and_the_others_get_everything_in_order(ShardKind kind, int shards) => Patience.WithAsync(TimeSpan.FromSeconds(0.5), async limit =>
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { MaxQueueBytes = 200_000 }, options => options with { SendTimeout = limit });
        RawClient[] clients = await gateway.OpenManyAsync(7);
        using RawClient deaf = await gateway.OpenAsync("deaf", SmallBuffer);
        await gateway.DoAsync(static switchboard => Everyone(switchboard).ForEach(id => switchboard.Join(id, "room")));
        int[] read = new int[clients.Length];
        Task<int>[] reading = [.. clients.Select((client, i) => ReadAllAsync(client, read, i))];
        int sent = 0;
        while (gateway.Switchboard.Count("gone deaf") == 0)
        {
            await gateway.DoAsync(switchboard => switchboard.DeliverToRoom("room", $"{sent++} {s_padding}"));
            await gateway.UntilAsync(() => read.Min() >= sent - 10); // no reader may fall behind as the deaf one does
            Assert.True(sent < 100_000, "The deaf member is still there.");
        }

        await gateway.DoAsync(static switchboard => switchboard.DeliverToRoom("room", "end"));
        Assert.All(await Task.WhenAll(reading), count => Assert.Equal(sent, count));
        Assert.Contains("gone deaf lost The client did not keep up.", gateway.Switchboard.Told());
        Assert.Equal((1, 1), (gateway.Switchboard.Count("gone"), gateway.Sum(c => c.Closed[(int)WebSocketCloseKind.SlowConsumer])));
        Assert.True(gateway.Sum(c => c.MessagesDropped) > 0);
    });

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task With_drop_oldest_a_deaf_member_stays_and_misses_the_middle(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { MaxQueueBytes = 100_000, SlowConsumers = SlowConsumerPolicy.DropOldest });
        RawClient[] clients = await gateway.OpenManyAsync(5);
        using RawClient deaf = await gateway.OpenAsync("deaf", SmallBuffer);
        await gateway.DoAsync(static switchboard => Everyone(switchboard).ForEach(id => switchboard.Join(id, "room")));
        int[] read = new int[clients.Length];
        Task<int>[] reading = [.. clients.Select((client, i) => ReadAllAsync(client, read, i))];
        int sent = 0;
        while (gateway.Sum(c => c.MessagesDropped) < 100)
        {
            await gateway.DoAsync(switchboard => switchboard.DeliverToRoom("room", $"{sent++} {s_padding}"));
            await gateway.UntilAsync(() => read.Min() >= sent - 10); // no reader may fall behind as the deaf one does
            Assert.True(sent < 100_000, "Nothing has been dropped.");
        }

        await gateway.DoAsync(static switchboard => switchboard.DeliverToRoom("room", "end"));
        Assert.All(await Task.WhenAll(reading), count => Assert.Equal(sent, count));
        List<int> got = [];
        for (string text = await RoutedGateway.ReadTextAsync(deaf); text != "end"; text = await RoutedGateway.ReadTextAsync(deaf))
        {
            Assert.EndsWith(s_padding, text, StringComparison.Ordinal);
            got.Add(NumberOf(text));
        }

        Assert.Equal(got.Order(), got);
        Assert.Equal(sent, got.Count + gateway.Sum(c => c.MessagesDropped));
        Assert.Equal((0, sent - 1), (got[0], got[^1]));
        Assert.Equal(0, gateway.Switchboard.Count("gone"));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_tracked_client_is_closed_rather_than_given_a_gap(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { MaxQueueBytes = 100_000, SlowConsumers = SlowConsumerPolicy.DropOldest });
        gateway.Switchboard.OnAsk = static session =>
        {
            session.IsTracked = session.Id == "tracked";
            session.Home.Answer(session, new(101));
        };
        using RawClient tracked = await gateway.OpenAsync("tracked", SmallBuffer);
        using RawClient other = await gateway.OpenAsync("other");
        await gateway.DoAsync(static switchboard => switchboard.DeliverToAll("not for the tracked one"));
        int sent = 0;
        while (gateway.Sum(c => c.MessagesDropped) == 0)
        {
            await gateway.DoAsync(switchboard => switchboard.Deliver("tracked", $"{sent++} {s_padding}"));
            Assert.True(sent < 100_000, "Nothing has been dropped.");
        }

        int got = 0;
        while (true)
        {
            (byte first, byte[] payload) = await tracked.ReadFrameAsync();
            if (first == (RawClient.Fin | RawClient.Close))
            {
                Assert.Equal([0x03, 0xF5], payload[..2]);
                break;
            }

            Assert.Equal(got++, NumberOf(System.Text.Encoding.UTF8.GetString(payload)));
        }

        tracked.Dispose();
        await gateway.UntilToldAsync("gone tracked lost ");
        Assert.Equal("not for the tracked one", await RoutedGateway.ReadTextAsync(other));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task All_queues_together_are_bounded(ShardKind kind, int shards)
    {
        const int bound = 1024 * 1024;
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { MaxQueueBytes = 1_000_000 }, options => options with { MaxQueuedTotalBytes = bound });
        List<RawClient> deaf = [];
        for (int i = 0; i < 8; i++)
        {
            deaf.Add(await gateway.OpenAsync($"deaf{i}", SmallBuffer));
        }

        SendQueueBudget budget = gateway.Gateway.Server.Shards[0].Context.SendQueues;
        long most = 0;
        int sent = 0;
        while (gateway.Sum(c => c.MessagesDropped) == 0)
        {
            await gateway.DoAsync(switchboard => switchboard.DeliverToAll($"{sent++} {s_padding}"));
            most = Math.Max(most, budget.HeldBytes);
            Assert.True(sent < 100_000, "Nobody was given up.");
        }

        most = Math.Max(most, budget.HeldBytes); // shards that lagged behind may have filled it since

        // Above the bound a queue that is not empty takes nothing more; an empty one takes a message, and a chunk with it.
        Assert.InRange(most, bound * 3 / 4, bound + (9 * 16 * 1024)); // seen from outside, so not at its very peak
        deaf.ForEach(client => client.Dispose());
        await gateway.UntilToldAsync("gone deaf", 8);
        Assert.Equal(0, budget.HeldBytes);
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task What_is_dropped_for_a_message_that_finds_no_room_all_the_same_is_counted(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(
            kind, shards, delivery => delivery with { MaxQueueBytes = 800_000, SlowConsumers = SlowConsumerPolicy.DropOldest }, options => options with { MaxQueuedTotalBytes = 1024 * 1024 });
        RawClient[] deaf = [await gateway.OpenAsync("one", SmallBuffer), await gateway.OpenAsync("two", SmallBuffer), await gateway.OpenAsync("three", SmallBuffer)];
        int sent = 0;
        while (gateway.Sum(c => c.MessagesDropped) < 300)
        {
            // They share the budget: what one holds leaves the next too little, even with all of its own dropped.
            await gateway.DoAsync(switchboard =>
            {
                foreach (string id in s_three)
                {
                    switchboard.Deliver(id, $"{sent} {s_padding}");
                }

                sent++;
            });
            Assert.True(sent < 10_000, "Nothing has been dropped.");
        }

        await gateway.DoAsync(static switchboard =>
        {
            foreach (string id in s_three)
            {
                switchboard.Find(id).Home.Close(switchboard.Find(id), WebSocketCloseCode.Normal, "");
            }
        });
        int[] got = await Task.WhenAll(deaf.Select(CountAsync));
        Assert.Equal(3 * sent, got.Sum() + gateway.Sum(c => c.MessagesDropped));
        Assert.All(deaf, client => client.Dispose());
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_held_client_that_does_not_keep_up_is_heard_again_when_it_answers_its_close(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards, delivery => delivery with { MaxQueueBytes = 100_000 });
        using RawClient held = await gateway.OpenAsync("held", SmallBuffer);
        await gateway.DoAsync(static switchboard =>
        {
            Session session = switchboard.Find("held");
            session.Home.Hold(session);
            switchboard.Deliver("held", "You are held."); // what comes behind the word has come after it
        });
        await held.ReadFrameAsync();
        await held.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Text, "unheard"u8));
        int sent = 0;
        while (gateway.Sum(c => c.MessagesDropped) == 0)
        {
            await gateway.DoAsync(switchboard => switchboard.Deliver("held", $"{sent++} {s_padding}"));
            Assert.True(sent < 100_000, "It was not given up.");
        }

        await CountAsync(held);
        await held.SendAsync(RawClient.Frame(RawClient.Fin | RawClient.Close, [0x03, 0xF5]));
        Assert.True(await held.IsEndedAsync(allowReset: false)); // the time for closing would end it with a reset
        await gateway.UntilToldAsync("gone held lost The client did not keep up.");
        Assert.Equal(0, gateway.Switchboard.Count("message held"));
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_client_that_is_sent_too_much_before_its_101_is_closed_or_gets_the_newest(ShardKind kind, int shards)
    {
        foreach (SlowConsumerPolicy policy in Enum.GetValues<SlowConsumerPolicy>())
        {
            await using RoutedGateway gateway = await RoutedGateway.StartAsync(
                kind, shards, delivery => delivery with { MaxQueueMessages = 3, SlowConsumers = policy });
            gateway.Switchboard.OnAsk = session =>
            {
                session.Home.Answer(session, new(101));
                for (int i = 0; i < 5; i++)
                {
                    gateway.Switchboard.Deliver(session.Id, $"{i}");
                }
            };
            using RawClient client = await gateway.OpenAsync("early");
            foreach (string text in policy == SlowConsumerPolicy.Close ? new[] { "0", "1", "2" } : ["2", "3", "4"])
            {
                Assert.Equal(text, await RoutedGateway.ReadTextAsync(client));
            }

            if (policy == SlowConsumerPolicy.Close)
            {
                Assert.Equal(1013, await client.ReadCloseCodeAsync());
            }
        }
    }

    private static List<string> Everyone(SwitchboardInTest switchboard) =>
        [.. switchboard.Told().Where(line => line.StartsWith("ask ", StringComparison.Ordinal)).Select(line => line[4..])];

    private static int NumberOf(string text) => int.Parse(text.AsSpan(0, text.IndexOf(' ', StringComparison.Ordinal)), provider: null);

    // How many messages came before the close frame.
    private static async Task<int> CountAsync(RawClient client)
    {
        for (int count = 0; ; count++)
        {
            (byte first, _) = await client.ReadFrameAsync();
            if (first == (RawClient.Fin | RawClient.Close))
            {
                return count;
            }
        }
    }

    // How many messages came before the last; each must be the next.
    private static async Task<int> ReadAllAsync(RawClient client, int[] read, int index)
    {
        for (int next = 0; ; next++)
        {
            string text = await RoutedGateway.ReadTextAsync(client);
            if (text == "end")
            {
                return next;
            }

            Assert.Equal(next, NumberOf(text));
            Volatile.Write(ref read[index], next + 1);
        }
    }
}
