namespace Millrace.Gateway.Host.Backends;

/// <summary>How far a connection of the backend port has come.</summary>
internal enum BackendStage
{
    /// <summary>It has not said who it is.</summary>
    Waiting,

    /// <summary>It is a backend.</summary>
    Joined,

    /// <summary>The gateway has ended it, and what was queued still leaves.</summary>
    Closing,

    /// <summary>It is no more.</summary>
    Gone,
}
