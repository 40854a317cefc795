namespace Millrace.Faults;

/// <summary>Whether a fault on the timeline has an end: <c>name@start..end</c>.</summary>
public enum FaultEnd
{
    /// <summary>An end must be given.</summary>
    Required,

    /// <summary>Without an end the fault holds until the run ends.</summary>
    Optional,

    /// <summary>The fault is one event; an end is refused.</summary>
    None,
}
