namespace Millrace.Gateway.Host.Routing;

/// <summary>Who has which id: every client that a backend has accepted and that has not ended, its connection lost or not.</summary>
internal sealed class Directory
{
    private readonly Dictionary<string, Session> _sessions = [];
    private readonly Dictionary<string, Session>.AlternateLookup<ReadOnlySpan<char>> _byId;

    public Directory() => _byId = _sessions.GetAlternateLookup<ReadOnlySpan<char>>();

    public int Count => _sessions.Count;

    public IEnumerable<Session> All => _sessions.Values;

    public Session? Find(ReadOnlySpan<char> id) => _byId.TryGetValue(id, out Session? session) ? session : null;

    /// <summary>Gives the session's id to it, from whoever had it.</summary>
    public void Set(Session session) => _sessions[session.Id] = session;

    /// <summary>Frees the session's id, unless another has it by now.</summary>
    public void Remove(Session session)
    {
        if (_sessions.TryGetValue(session.Id, out Session? holder) && holder == session)
        {
            _sessions.Remove(session.Id);
        }
    }
}
