namespace Millrace.Faults;

/// <summary>The faults that a timeline may name.</summary>
public sealed class FaultCatalog(params IReadOnlyList<IFault> faults)
{
    /// <summary>Every fault that this build has.</summary>
    public static FaultCatalog All { get; } = new(
        new PauseFault(),
        new KillFault(),
        new LatencyFault(),
        new BandwidthFault(),
        new SlowCloseFault(),
        new TimeoutFault(),
        new ResetPeerFault(),
        new SlicerFault(),
        new LimitDataFault(),
        new DownFault(),
        new LossFault(),
        new BurstLossFault(),
        new DuplicateFault(),
        new ReorderFault(),
        new DelayFault(),
        new CorruptFault());

    /// <summary>The faults in the order in which help lists them.</summary>
    public IReadOnlyList<IFault> Faults { get; } = faults;

    /// <summary>Their names.</summary>
    public IReadOnlyList<string> Names { get; } = [.. faults.Select(f => f.Info.Name)];

    /// <summary>The fault of this name, or null.</summary>
    public IFault? Find(string name) => Faults.FirstOrDefault(f => f.Info.Name == name);
}
