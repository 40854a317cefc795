namespace Millrace.Gateway.Load.Rooms;

/// <summary>What one member has received of its room: tells its next copy, one out of order, one that came before and one that is not its to have. Pure; the member's shard only.</summary>
/// <remarks>A room's messages go to each of its members over one connection, so their numbers must rise.</remarks>
internal sealed class RoomMember
{
    private SortedSet<long>? _missing; // only where messages were left out or came in another order
    private long _first;
    private long _next;

    /// <summary>The member reads from this message on.</summary>
    public void Join(long first)
    {
        _first = first;
        _next = first;
        _missing?.Clear();
    }

    /// <summary>A copy came in.</summary>
    public CopyOrder Take(long sequence)
    {
        if (sequence == _next)
        {
            _next++;
            return CopyOrder.Next;
        }

        if (sequence > _next)
        {
            for (; _next < sequence; _next++)
            {
                (_missing ??= []).Add(_next);
            }

            _next++;
            return CopyOrder.Gap;
        }

        return sequence < _first ? CopyOrder.Early
            : _missing is not null && _missing.Remove(sequence) ? CopyOrder.Reordered
            : CopyOrder.Duplicate;
    }

    /// <summary>The numbers of what was to come and did not, below <paramref name="end"/>; after this nothing is missing.</summary>
    public IReadOnlyList<long> Leave(long end)
    {
        var missing = new List<long>(_missing ?? []);
        for (; _next < end; _next++)
        {
            missing.Add(_next);
        }

        _missing?.Clear();
        return missing;
    }
}
