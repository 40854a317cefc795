namespace Millrace.Faults;

/// <summary>The signals that the lab sends, by name; numbers differ between systems.</summary>
public enum ProcessSignal
{
    /// <summary>SIGTERM: please end.</summary>
    Term,

    /// <summary>SIGINT: the user's Ctrl-C.</summary>
    Interrupt,

    /// <summary>SIGKILL: ends at once, no handler runs.</summary>
    Kill,

    /// <summary>SIGSTOP: stops where it stands, no handler runs.</summary>
    Stop,

    /// <summary>SIGCONT: goes on.</summary>
    Continue,

    /// <summary>SIGABRT: ends with a core dump where those are on.</summary>
    Abort,
}
