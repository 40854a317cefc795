namespace Millrace.Gateway.Host.Backends;

/// <summary>Why a backend's connection was ended by the gateway, or never let in; the values index counters.</summary>
internal enum BackendEnd
{
    /// <summary>As many backends as may be are there already.</summary>
    Full,

    /// <summary>Its secret was wrong, or it asked for something before it showed one.</summary>
    Secret,

    /// <summary>Its hello, or its TLS handshake, did not come in time.</summary>
    Timeout,

    /// <summary>TLS failed.</summary>
    Tls,

    /// <summary>It sent too many lines within a minute that had to be refused.</summary>
    BadLines,

    /// <summary>Its first line was above the limit, or a line had no end.</summary>
    LongLine,

    /// <summary>It began with something that is no action, such as an HTTP request.</summary>
    Foreign,

    /// <summary>It took no byte of what waited for it for too long, or more waited than may.</summary>
    Stuck,

    /// <summary>It did not answer heartbeats.</summary>
    Silent,

    /// <summary>The gateway stops.</summary>
    Draining,

    /// <summary>The switchboard wished it.</summary>
    Routing,

    /// <summary>The gateway failed on something it sent.</summary>
    Failure,
}
