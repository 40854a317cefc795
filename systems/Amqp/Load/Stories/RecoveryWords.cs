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

    /// <summary>The fault that breaks connections, where one does; else the first.</summary>
    public static FaultResult Main(RunFacts run) => run.Faults.FirstOrDefault(fault => fault.Kind is "reset_peer" or "timeout" or "down" or "kill") ?? run.Faults[0];
}
