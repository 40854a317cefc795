namespace Millrace.Gateway.Client.Handling;

/// <summary>The clients whose events come on one connection. On its reading loop.</summary>
/// <param name="fewest">Lanes that <see cref="DropUnused"/> leaves alone, however long they have not been used.</param>
internal sealed class ClientLanes(int fewest)
{
    private readonly Dictionary<string, ClientLane> _lanes = [];
    private readonly List<ClientLane> _ending = [];
    private int _most;

    public int Count => _lanes.Count;

    /// <summary>The client's lane; a new one, with true, where it has none.</summary>
    public bool IsNew(ReadOnlySpan<char> clientId, out ClientLane lane)
    {
        bool isNew = !_lanes.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(clientId, out ClientLane? found);
        lane = found ?? new ClientLane(clientId.ToString());
        lane.IsUsed = true;
        if (isNew)
        {
            _lanes.Add(lane.ClientId, lane);
        }

        return isNew;
    }

    /// <summary>The client is gone: its lane goes too, once the last of its handlers has run.</summary>
    public void End(ClientLane lane)
    {
        lane.Client = null;
        _ending.Add(lane);
    }

    /// <summary>Forgets the clients that are gone and of whom no handler runs.</summary>
    public void ForgetEnded()
    {
        for (int i = _ending.Count - 1; i >= 0; i--)
        {
            ClientLane lane = _ending[i];
            if (!lane.IsBusy)
            {
                _ending.RemoveAt(i);
                if (lane.Client is null)
                {
                    _lanes.Remove(lane.ClientId);
                }
            }
        }
    }

    /// <summary>Where there are twice as many lanes as the last time: forgets those without an event since then, unless a handler of theirs runs.</summary>
    public void DropUnused()
    {
        if (_lanes.Count <= Math.Max(_most, fewest))
        {
            return;
        }

        foreach (ClientLane lane in _lanes.Values)
        {
            if (lane is { IsUsed: false, IsBusy: false, Client: not null })
            {
                _lanes.Remove(lane.ClientId);
            }

            lane.IsUsed = false;
        }

        _most = 2 * _lanes.Count;
    }
}
