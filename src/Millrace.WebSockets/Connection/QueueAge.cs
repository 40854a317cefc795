namespace Millrace.WebSockets.Connection;

/// <summary>
/// Tells whether what waited at some moment has been taken since, so that a peer cannot keep a queue for ever by taking a byte now and then. A queue
/// that never runs empty is no fault by itself: a busy connection's is always refilled. Pure: ticks and counts in.
/// </summary>
internal struct QueueAge
{
    private long _markedAt;
    private long _mark;

    /// <summary>Waiting begins at <paramref name="now"/>, with <paramref name="taken"/> bytes taken so far and <paramref name="waiting"/> in the queue.</summary>
    public void Begin(long now, long taken, long waiting) => (_markedAt, _mark) = (now, taken + waiting);

    /// <summary>True when bytes that waited <paramref name="limitTicks"/> ago, or longer, still wait. No byte outlasts twice the limit.</summary>
    public bool IsOver(long now, long taken, long waiting, long limitTicks)
    {
        if (taken >= _mark)
        {
            Begin(now, taken, waiting);
        }

        return now - _markedAt >= limitTicks;
    }
}
