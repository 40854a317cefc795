namespace Millrace.Hosting;

/// <summary>How a server's life ended; the command line turns it into an exit code.</summary>
public enum ServerEnd
{
    /// <summary>Asked to stop, and everyone left in time.</summary>
    Drained,

    /// <summary>Asked to stop, and who was still there after the drain time was cut off.</summary>
    CutOff,

    /// <summary>A second signal came while draining, so nothing more was waited for.</summary>
    Forced,

    /// <summary>The server, or an admin endpoint that was asked for by address, could not start; the reason is on stderr.</summary>
    StartFailed,
}
