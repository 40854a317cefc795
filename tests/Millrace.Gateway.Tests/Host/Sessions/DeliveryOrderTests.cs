using System.Globalization;
using Millrace.Shards;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class DeliveryOrderTests
{
    private const int Clients = 9;
    private const int Rooms = 3;

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task Private_room_and_broadcast_messages_reach_each_client_in_the_order_they_were_sent(ShardKind kind, int shards)
    {
        Random random = new(17);
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        RawClient[] clients = await gateway.OpenManyAsync(Clients);
        List<string>[] expected = [.. clients.Select(_ => new List<string>())];
        bool[,] isIn = new bool[Clients, Rooms];
        int number = 0;
        for (int turn = 0; turn < 40; turn++)
        {
            await gateway.DoAsync(switchboard =>
            {
                for (int left = random.Next(1, 40); left > 0; left--)
                {
                    Step(switchboard, random.Next(0, 10), random.Next(Clients), random.Next(Rooms));
                }
            });
        }

        await gateway.DoAsync(switchboard => switchboard.DeliverToAll("end"));
        for (int i = 0; i < Clients; i++)
        {
            List<string> got = [];
            while (got.LastOrDefault() != "end")
            {
                got.Add(await RoutedGateway.ReadTextAsync(clients[i]));
            }

            Assert.Equal([.. expected[i], "end"], got);
        }

        int messages = expected.Sum(all => all.Count) + Clients;
        await gateway.UntilAsync(() => gateway.Sum(c => c.MessagesOut) >= messages); // counted once all have been sent to
        Assert.Equal(messages, gateway.Sum(c => c.MessagesOut));
        Assert.Equal(expected.Sum(all => all.Sum(text => text.Length)) + (3 * Clients), gateway.Sum(c => c.BytesOut));

        void Step(SwitchboardInTest switchboard, int what, int client, int room)
        {
            string text = (number++).ToString(CultureInfo.InvariantCulture) + new string('.', what == 3 ? random.Next(0, 3000) : 0);
            switch (what)
            {
                case 0:
                    switchboard.Join($"c{client}", $"r{room}");
                    isIn[client, room] = true;
                    break;
                case 1:
                    switchboard.Leave($"c{client}", $"r{room}");
                    isIn[client, room] = false;
                    break;
                case 2 or 3:
                    switchboard.Deliver($"c{client}", text);
                    expected[client].Add(text);
                    break;
                case 4:
                    switchboard.DeliverToAll(text);
                    Array.ForEach(expected, all => all.Add(text));
                    break;
                default:
                    for (int repeat = random.Next(1, 5); repeat > 0; repeat--)
                    {
                        switchboard.DeliverToRoom($"r{room}", text);
                        for (int i = 0; i < Clients; i++)
                        {
                            expected[i].AddRange(isIn[i, room] ? [text] : []);
                        }
                    }

                    break;
            }
        }
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_message_larger_than_a_run_comes_whole_between_its_neighbours(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        RawClient[] clients = await gateway.OpenManyAsync(4);
        string large = new('x', 300_000);
        await gateway.DoAsync(switchboard =>
        {
            switchboard.DeliverToAll("before");
            switchboard.DeliverToAll(large);
            switchboard.DeliverToAll("after");
        });
        foreach (RawClient client in clients)
        {
            Assert.Equal("before", await RoutedGateway.ReadTextAsync(client));
            Assert.Equal(large, await RoutedGateway.ReadTextAsync(client));
            Assert.Equal("after", await RoutedGateway.ReadTextAsync(client));
        }
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task What_is_sent_to_an_accepted_client_before_its_101_comes_first_and_in_order(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        gateway.Switchboard.OnAsk = session =>
        {
            session.Home.Answer(session, new(101));
            gateway.Switchboard.Deliver(session.Id, "too early for any 101");
            gateway.Switchboard.Join(session.Id, "room");
            gateway.Switchboard.DeliverToRoom("room", "as a member");
            gateway.Switchboard.DeliverToAll("as one of all");
        };
        List<RawClient> clients = [];
        for (int i = 0; i < 6; i++)
        {
            RawClient client = await gateway.OpenAsync($"c{i}");
            Assert.Equal("too early for any 101", await RoutedGateway.ReadTextAsync(client));
            Assert.Equal("as a member", await RoutedGateway.ReadTextAsync(client));
            Assert.Equal("as one of all", await RoutedGateway.ReadTextAsync(client));
            clients.Add(client);
            await gateway.DoAsync(switchboard => switchboard.DeliverToRoom("room", "later"));
            foreach (RawClient member in clients)
            {
                string text = await RoutedGateway.ReadTextAsync(member);
                while (text != "later")
                {
                    text = await RoutedGateway.ReadTextAsync(member);
                }
            }
        }
    }

    [Theory(Timeout = 120_000), DirectAndMailed]
    public async Task A_client_asked_to_leave_gets_what_was_sent_before_and_nothing_after(ShardKind kind, int shards)
    {
        await using RoutedGateway gateway = await RoutedGateway.StartAsync(kind, shards);
        RawClient[] clients = await gateway.OpenManyAsync(5);
        await gateway.DoAsync(switchboard =>
        {
            switchboard.DeliverToAll("before");
            switchboard.Find("c2").Home.Close(switchboard.Find("c2"), (Millrace.WebSockets.WebSocketCloseCode)4001, "replaced");
            switchboard.DeliverToAll("after");
        });
        Assert.Equal("before", await RoutedGateway.ReadTextAsync(clients[2]));
        Assert.Equal(4001, await clients[2].ReadCloseCodeAsync());
        clients[2].Dispose();
        await gateway.UntilToldAsync("gone c2 ");
        Assert.Equal("before", await RoutedGateway.ReadTextAsync(clients[4]));
        Assert.Equal("after", await RoutedGateway.ReadTextAsync(clients[4]));
    }
}
