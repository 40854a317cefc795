namespace Millrace.Live.Host.Sessions;

/// <summary>Why a session ended.</summary>
internal enum EndReason : byte
{
    /// <summary>Its client closed it.</summary>
    Left,

    /// <summary>Its page was served, and no WebSocket came in time.</summary>
    NeverCame,

    /// <summary>Its client did not come back in time.</summary>
    Expired,

    /// <summary>No event for too long.</summary>
    Idle,

    /// <summary>It broke the protocol or flooded.</summary>
    Protocol,

    /// <summary>Its page failed.</summary>
    Failed,

    /// <summary>Its page used up the budget of one rendering.</summary>
    RenderBudget,

    /// <summary>The operator ended it.</summary>
    Operator,

    /// <summary>The server stops.</summary>
    Shutdown,

    /// <summary>Evicted: it took more memory than one session may.</summary>
    SessionMemory,

    /// <summary>Evicted while pending or detached: the memory of all sessions was nearly used up.</summary>
    PressureDetached,

    /// <summary>Evicted while attached: the memory of all sessions was used up, and no other was left to go.</summary>
    PressureAttached,

    /// <summary>Evicted: too many pending sessions.</summary>
    TooManyPending,

    /// <summary>Evicted: too many detached sessions.</summary>
    TooManyDetached,

    /// <summary>Evicted: its address needed the place for a newer one.</summary>
    AddressLimit,

    /// <summary>Evicted while pending or detached: the limit of sessions needed the place for a newer one.</summary>
    SessionLimit,
}
