namespace Millrace.Gateway.Host.Routing;

/// <summary>The rooms and who is in them. A room is made by its first member and gone with its last.</summary>
internal sealed class RoomList
{
    private readonly SwitchboardOptions _options;
    private readonly int _shards;
    private readonly Dictionary<string, Room> _rooms = [];
    private readonly Dictionary<string, Room>.AlternateLookup<ReadOnlySpan<char>> _byName;

    public RoomList(SwitchboardOptions options, int shards)
    {
        _options = options;
        _shards = shards;
        _byName = _rooms.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public int Count => _rooms.Count;

    public IEnumerable<Room> All => _rooms.Values;

    public Room? Find(ReadOnlySpan<char> name) => _byName.TryGetValue(name, out Room? room) ? room : null;

    /// <summary>True where a client that is in no room yet may join all of these: there may be names among them twice.</summary>
    public bool HasRoomFor(IReadOnlyCollection<string> names) =>
        names.Count <= _options.MaxRoomsPerClient && _rooms.Count + names.Count(name => !_rooms.ContainsKey(name)) <= _options.MaxRooms;

    /// <summary>Makes a client a member, if it is not one already. False where a limit forbids it.</summary>
    public bool TryJoin(Session session, ReadOnlySpan<char> name)
    {
        Room? room = Find(name);
        if (room is not null && session.Rooms.Contains(room))
        {
            return true;
        }

        if (session.Rooms.Count >= _options.MaxRoomsPerClient || (room is null && _rooms.Count >= _options.MaxRooms))
        {
            return false;
        }

        if (room is null)
        {
            room = new Room(name.ToString(), _shards);
            _rooms.Add(room.Name, room);
        }

        session.Rooms.Add(room);
        room.Members++;
        if (session.IsTracked)
        {
            (room.Tracked ??= []).Add(session);
        }
        else
        {
            room.MembersOn[session.Home.Index]++;
            session.Home.Join(session, room);
        }

        return true;
    }

    /// <summary>Ends a membership. False where there is none.</summary>
    public bool TryLeave(Session session, Room room)
    {
        if (!session.Rooms.Remove(room))
        {
            return false;
        }

        if (session.IsTracked)
        {
            room.Tracked!.Remove(session);
        }
        else
        {
            room.MembersOn[session.Home.Index]--;
            session.Home.Leave(session, room);
        }

        if (--room.Members == 0)
        {
            _rooms.Remove(room.Name);
        }

        return true;
    }

    /// <summary>Ends all memberships of a client.</summary>
    public void LeaveAll(Session session)
    {
        while (session.Rooms.Count > 0)
        {
            TryLeave(session, session.Rooms[^1]);
        }
    }

    /// <summary>Puts a tracked client in the place of another, whose memberships it gets.</summary>
    public static void Replace(Session old, Session by)
    {
        foreach (Room room in old.Rooms)
        {
            room.Tracked!.Remove(old);
            room.Tracked.Add(by);
            by.Rooms.Add(room);
        }

        old.Rooms.Clear();
    }
}
