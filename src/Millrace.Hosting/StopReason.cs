namespace Millrace.Hosting;

/// <summary>Who asked a server to stop.</summary>
public enum StopReason
{
    /// <summary>SIGTERM.</summary>
    Terminate,

    /// <summary>SIGINT: Ctrl-C.</summary>
    Interrupt,

    /// <summary>Standard input ended: the parent process closed it, or is gone.</summary>
    InputEnded,

    /// <summary>The program around the server cancelled it.</summary>
    Cancelled,
}
