using Millrace.Faults;

namespace Millrace.Engine.Faulting;

/// <summary>Whether a run's faults need the fault proxy between clients and target, and whether they fit what clients speak. Pure.</summary>
internal static class PathNeed
{
    private const string Udp = "udp";

    /// <summary>What the scenario's clients speak.</summary>
    public static FaultScope TransportOf(Scenario scenario) =>
        (scenario.Target?.Scheme ?? scenario.System.Info.Schemes[0]) == Udp ? FaultScope.Udp : FaultScope.Tcp;

    /// <summary>True where a proxy belongs in the path: a fault works there, or it was asked for by itself.</summary>
    public static bool IsThere(Scenario scenario, FaultTimeline faults) => scenario.Proxy || faults.Events.Any(IsOnPath);

    /// <summary>What is wrong with faults on a path that the scenario's clients do not take, each with those that would do.</summary>
    public static IEnumerable<string> Problems(Scenario scenario, FaultTimeline faults)
    {
        FaultScope transport = TransportOf(scenario);
        foreach (FaultEvent fault in faults.Events.Where(fault => IsOnPath(fault) && fault.Fault.Info.Scope != transport))
        {
            string[] fitting = [.. FaultCatalog.All.Faults.Where(other => other.Info.Scope == transport).Select(other => other.Info.Name)];
            yield return $"fault {fault} works on {Word(fault.Fault.Info.Scope)}, and clients of {scenario.System.Info.Name} speak {Word(transport)}; "
                + $"for them there are {string.Join(", ", fitting)}.";
        }
    }

    /// <summary>TCP or UDP.</summary>
    public static string Word(FaultScope transport) => transport == FaultScope.Udp ? "UDP" : "TCP";

    private static bool IsOnPath(FaultEvent fault) => fault.Fault.Info.Scope is FaultScope.Tcp or FaultScope.Udp;
}
