namespace Millrace.Engine.Metering;

/// <summary>What a stretch of a run is for.</summary>
public enum PhaseKind
{
    /// <summary>Clients connect; no load yet.</summary>
    Connect,

    /// <summary>Load that counts for nothing but itself.</summary>
    WarmUp,

    /// <summary>Load without faults.</summary>
    Steady,

    /// <summary>Load while a fault holds.</summary>
    Fault,

    /// <summary>Load right after a fault.</summary>
    Recovery,

    /// <summary>No new load; answers are still awaited.</summary>
    Drain,
}
