namespace Millrace.Shards;

/// <summary>Why a link failed, in the words of the transport.</summary>
public enum LinkError
{
    /// <summary>Anything that has no name of its own here; the message says what the system said.</summary>
    Other,

    /// <summary>The peer sent a reset, or the pipe is broken.</summary>
    Reset,

    /// <summary>Nobody listens at that address.</summary>
    Refused,

    /// <summary>The peer did not answer in time.</summary>
    TimedOut,

    /// <summary>There is no route to that address.</summary>
    Unreachable,

    /// <summary>This process, or this machine, may open no more descriptors.</summary>
    DescriptorsExhausted,

    /// <summary>Another socket holds that address and port.</summary>
    AddressInUse,

    /// <summary>There is no free local port left towards that address.</summary>
    PortsExhausted,

    /// <summary>The system does not let us bind or connect there.</summary>
    AccessDenied,

    /// <summary>The link was closed on our side while something awaited it.</summary>
    Closed,

    /// <summary>The TLS handshake or record layer failed.</summary>
    Tls,
}
