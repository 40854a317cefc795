using System.Runtime.CompilerServices;
using Millrace.Tracker.Wire;

namespace Millrace.Tracker.Load.Workers;

/// <summary>What a worker asked for under a sequence number: enough to judge the answer by, and to send it again.</summary>
internal struct Request
{
    public long Sequence;
    public long Sent;
    public ulong ConnectionId;
    public int Place;
    public TrackerOperation Operation;
    public AnnounceEvent Event;

    /// <summary>How often it was sent again.</summary>
    public byte Resent;

    /// <summary>How many answers more than one it may still get, because it was sent again.</summary>
    public byte Spare;

    /// <summary>It was refused, and will be ended for that in a moment.</summary>
    public bool IsRefused;
}

/// <summary>A worker's newest requests, by the low bits of their numbers. One waits as a rule; the others are overdue or answered.</summary>
[InlineArray(Count)]
internal struct RecentRequests
{
    public const int Count = 4;

    private Request _first;
}
