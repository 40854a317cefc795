namespace Millrace.Speech;

/// <summary>What goes wrong in a simulated recogniser, so that it can be shown what a server makes of it.</summary>
public enum SimulatedFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Every call throws, which a recogniser never should.</summary>
    Throw,

    /// <summary>Speech is never answered, as by a recogniser that hangs.</summary>
    Hang,

    /// <summary>The first utterance ends the process at once, as a fault in native code would.</summary>
    Die,
}
