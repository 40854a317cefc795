using Millrace.Gateway.Host.Routing;
using Millrace.WebSockets;

namespace Millrace.Gateway.Host.Sessions;

/// <summary>
/// The members of a room on one shard, or all clients of it. Arrays side by side, so that a fan-out reads one pointer a member before it reaches
/// the connection; a member's place changes when another leaves.
/// </summary>
internal sealed class LocalRoom(Room? room)
{
    private WebSocketLink?[] _links = new WebSocketLink?[4];
    private RoutedClient[] _clients = new RoutedClient[4];
    private int[] _seats = new int[4];

    /// <summary>The room; null for all clients.</summary>
    public Room? Room => room;

    public int Count { get; private set; }

    /// <summary>The members' connections; null for those whose 101 is not out yet.</summary>
    public ReadOnlySpan<WebSocketLink?> Links => _links.AsSpan(0, Count);

    public RoutedClient ClientAt(int index) => _clients[index];

    /// <summary>Makes a client a member; nothing happens when it is one.</summary>
    public void Add(RoutedClient client)
    {
        if (client.SeatIn(this) >= 0)
        {
            return;
        }

        if (Count == _links.Length)
        {
            Array.Resize(ref _links, 2 * Count);
            Array.Resize(ref _clients, 2 * Count);
            Array.Resize(ref _seats, 2 * Count);
        }

        _links[Count] = client.Link;
        _clients[Count] = client;
        _seats[Count] = client.Seats.Count;
        client.Seats.Add(new RoomSeat(this, Count));
        Count++;
    }

    /// <summary>Ends the membership that a client keeps at <paramref name="seat"/> of its list.</summary>
    public void Remove(RoutedClient client, int seat)
    {
        int index = client.Seats[seat].Index;
        int last = --Count;
        if (index != last)
        {
            (_links[index], _clients[index], _seats[index]) = (_links[last], _clients[last], _seats[last]);
            _clients[index].Seats[_seats[index]] = new RoomSeat(this, index);
        }

        (_links[last], _clients[last]) = (null, null!);
        RoomSeat lastSeat = client.Seats[^1];
        if (lastSeat.Room != this)
        {
            client.Seats[seat] = lastSeat;
            lastSeat.Room._seats[lastSeat.Index] = seat;
        }

        client.Seats.RemoveAt(client.Seats.Count - 1);
    }

    /// <summary>A member's 101 is out.</summary>
    public void Opened(int index, WebSocketLink link) => _links[index] = link;
}
