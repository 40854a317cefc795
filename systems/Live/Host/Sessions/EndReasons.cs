using Millrace.Hosting.Metrics;

namespace Millrace.Live.Host.Sessions;

/// <summary>What follows from why a session ended.</summary>
internal static class EndReasons
{
    /// <summary>All, by value.</summary>
    public static IReadOnlyList<EndReason> All { get; } = Enum.GetValues<EndReason>();

    /// <summary>True where the server took the session from a client that might have gone on with it.</summary>
    public static bool IsEviction(this EndReason reason) => reason >= EndReason.SessionMemory;

    /// <summary>As metrics and pages write it.</summary>
    public static string Word(this EndReason reason) => EnumWords.Of<EndReason>()[(int)reason];
}
