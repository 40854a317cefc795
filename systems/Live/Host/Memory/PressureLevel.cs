namespace Millrace.Live.Host.Memory;

/// <summary>How much of the memory of all sessions is taken.</summary>
internal enum PressureLevel
{
    /// <summary>Below 80 %.</summary>
    None,

    /// <summary>From 80 %: pending and detached sessions make room.</summary>
    High,

    /// <summary>From 90 %: no new session is taken, too.</summary>
    Full,

    /// <summary>From 95 %: attached sessions are closed, too.</summary>
    Critical,
}
