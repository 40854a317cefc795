namespace Millrace.Engine;

/// <summary>What a client does whose connection ended while the run wanted it.</summary>
public enum ReconnectPolicy
{
    /// <summary>Connects again after a growing, jittered pause: 100 ms at first, 2 s at most.</summary>
    Backoff,

    /// <summary>Connects again at once, then every 100 ms until it stands: what clients without manners do to a server that comes back.</summary>
    Storm,

    /// <summary>Stays away.</summary>
    Off,
}
