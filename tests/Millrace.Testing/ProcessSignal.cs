namespace Millrace.Testing;

/// <summary>The signals that tests send.</summary>
public enum ProcessSignal
{
    /// <summary>SIGINT, what Ctrl-C sends.</summary>
    Interrupt,

    /// <summary>SIGTERM, a polite request to end.</summary>
    Terminate,

    /// <summary>SIGKILL, the end without a word.</summary>
    Kill,

    /// <summary>SIGSTOP, stands still.</summary>
    Stop,

    /// <summary>SIGCONT, goes on.</summary>
    Continue,
}
