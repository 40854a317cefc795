namespace Millrace.Faults;

/// <summary>What of a target a fault works on.</summary>
public enum FaultScope
{
    /// <summary>Its process: an embedded target, or one whose process id was given.</summary>
    Process,

    /// <summary>The TCP path to it, through the fault proxy.</summary>
    Tcp,

    /// <summary>The UDP path to it, through the fault proxy.</summary>
    Udp,
}
