using Millrace.Gateway.Host.Sessions;

namespace Millrace.Gateway.Tests.Host.Sessions;

public sealed class LocalRoomTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Joins_and_leaves_in_any_order_keep_rooms_and_clients_of_one_mind(int seed)
    {
        Random random = new(seed);
        LocalRoom[] rooms = [.. Enumerable.Range(0, 6).Select(_ => new LocalRoom(null))];
        RoutedClient[] clients = [.. Enumerable.Range(0, 20).Select(_ => new RoutedClient(null!, null!, null!))];
        HashSet<(RoutedClient, LocalRoom)> members = [];
        for (int step = 0; step < 5000; step++)
        {
            RoutedClient client = clients[random.Next(clients.Length)];
            LocalRoom room = rooms[random.Next(rooms.Length)];
            if (random.Next(0, 2) == 0)
            {
                room.Add(client);
                members.Add((client, room));
            }
            else if (client.SeatIn(room) is >= 0 and int seat)
            {
                room.Remove(client, seat);
                Assert.True(members.Remove((client, room)));
            }

            Check(rooms, clients, members);
        }
    }

    private static void Check(LocalRoom[] rooms, RoutedClient[] clients, HashSet<(RoutedClient, LocalRoom)> members)
    {
        Assert.Equal(members.Count, rooms.Sum(room => room.Count));
        Assert.Equal(members.Count, clients.Sum(client => client.Seats.Count));
        foreach ((RoutedClient client, LocalRoom room) in members)
        {
            Assert.Same(client, room.ClientAt(client.Seats[client.SeatIn(room)].Index));
        }
    }
}
