using Millrace.Results;

namespace Millrace.Amqp.Load.Stories;

/// <summary>What a run's faults are called together, and which of them its recovery is told by.</summary>
internal static class RecoveryWords
{
    public static string Name(RunFacts run) => string.Join(" + ", run.Faults.Select(fault => fault.Kind switch
    {
        "reset_peer" => "TCP RST",
        "timeout" => "Network partition",
        "down" => "Connections closed",
        "latency" => "Latency",
        "bandwidth" => "Slow network",
        "kill" => "Broker killed",
        var other => other,
    }).Distinct());

    /// <summary>The time until all had recovered, or why there is none: that nobody was hurt and that somebody never came back must not read alike.</summary>
    public static TableCell Recovered(FaultResult fault, double? time) => (time, fault.DetectMs) switch
    {
        ({ } known, _) => known,
        (null, null) => NotNoticed,
        _ => NotAll,
    };

    /// <summary>Of several faults the worst word: who never came back outweighs every time, and a time outweighs what nobody noticed.</summary>
    public static TableCell Worst(IReadOnlyList<FaultResult> faults) =>
        faults.Any(fault => fault is { DetectMs: not null, RecoverLastMs: null }) ? NotAll : faults.Max(fault => fault.RecoverLastMs) is { } worst ? worst : NotNoticed;

    private const string NotNoticed = "not noticed";
    private const string NotAll = "not all recovered";

    /// <summary>The fault that breaks connections, where one does; else the first.</summary>
    public static FaultResult Main(RunFacts run) => run.Faults.FirstOrDefault(fault => fault.Kind is "reset_peer" or "timeout" or "down" or "kill") ?? run.Faults[0];
}
