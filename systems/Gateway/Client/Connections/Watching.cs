namespace Millrace.Gateway.Client.Connections;

/// <summary>When a connection counts as dead, and how long its end may take.</summary>
internal static class Watching
{
    /// <summary>A gateway that has let so many heartbeats pass is gone.</summary>
    public const int MissedHeartbeats = 3;

    /// <summary>Whoever sends so many lines that cannot be read is no gateway.</summary>
    public const int MostBadLines = 100;

    /// <summary>How often we look.</summary>
    public static readonly TimeSpan Period = TimeSpan.FromSeconds(1);

    /// <summary>A gateway that takes no byte for so long is gone.</summary>
    public static readonly TimeSpan SendLimit = TimeSpan.FromSeconds(15);

    /// <summary>How long the last bytes may take to leave, and the gateway to close its side.</summary>
    public static readonly TimeSpan Farewell = TimeSpan.FromSeconds(1);
}
