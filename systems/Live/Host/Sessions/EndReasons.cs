using Millrace.Hosting.Metrics;

namespace Millrace.Live.Host.Sessions;

/// <summary>What follows from why a session ended.</summary>
internal static class EndReasons
{
    /// <summary>All, by value.</summary>
    public static IReadOnlyList<EndReason> All { get; } = Enum.GetValues<EndReason>();

    /// <summary>True where the server took the session from a client that might have gone on with it.</summary>
    public static bool IsEviction(this EndReason reason) => reason >= EndReason.SessionMemory;

    /// <summary>Why there is no page, where its session ended before anybody saw it.</summary>
    public static RefusalReason Refusal(this EndReason reason) => reason switch
    {
        EndReason.SessionMemory => RefusalReason.SessionMemory,
        EndReason.PressureDetached or EndReason.PressureAttached => RefusalReason.Memory,
        EndReason.TooManyPending or EndReason.TooManyDetached or EndReason.SessionLimit => RefusalReason.SessionLimit,
        EndReason.AddressLimit => RefusalReason.AddressLimit,
        EndReason.Shutdown => RefusalReason.Draining,
        EndReason.Operator or EndReason.NeverCame or EndReason.Expired => RefusalReason.Evicted,
        _ => RefusalReason.PageFailed,
    };

    /// <summary>True where what its components keep is written once more at its end: its page may be asked for again. Not where the page itself may be what is wrong.</summary>
    public static bool KeepsState(this EndReason reason) => reason is not (EndReason.Left or EndReason.Operator or EndReason.Failed or EndReason.RenderBudget or EndReason.Protocol);

    /// <summary>As metrics and pages write it.</summary>
    public static string Word(this EndReason reason) => EnumWords.Of<EndReason>()[(int)reason];
}
