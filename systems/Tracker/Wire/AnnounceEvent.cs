namespace Millrace.Tracker.Wire;

/// <summary>Why a peer announces. Source: BEP 15.</summary>
public enum AnnounceEvent : uint
{
    /// <summary>At its regular interval.</summary>
    None = 0,

    /// <summary>It has just got the last piece.</summary>
    Completed = 1,

    /// <summary>It begins.</summary>
    Started = 2,

    /// <summary>It leaves.</summary>
    Stopped = 3,
}
