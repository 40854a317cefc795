using Millrace.Engine.Targets;

namespace Millrace.Engine.Running;

/// <summary>Which processors each side of a run gets.</summary>
/// <param name="Generator">One generator thread for each; null leaves that thread free.</param>
/// <param name="Target">The embedded target's processors, or null for all.</param>
internal sealed record Processors(IReadOnlyList<int?> Generator, CpuSet? Target)
{
    /// <summary>What the scenario names; else the lower half for the generator and the upper for an embedded target, or all for the generator alone.</summary>
    public static Processors For(Scenario scenario)
    {
        CpuSet? allowed = CpuAffinity.Allowed();
        (CpuSet Generator, CpuSet Target)? halves = allowed?.Halve();
        IReadOnlyList<int?> generator = scenario.GeneratorCpus is { Count: > 0 } named ? [.. named.Select(cpu => (int?)cpu)]
            : scenario.Target is null && halves is { } half ? [.. half.Generator.Cpus.Select(cpu => (int?)cpu)]
            : Free(Math.Max(1, System.Environment.ProcessorCount / 2));
        CpuSet? target = scenario.TargetCpus is { Count: > 0 } set ? new CpuSet(set) : scenario.Target is null ? halves?.Target : null;
        return new Processors(generator, target);
    }

    /// <summary>How many processors the target may use, as far as we know.</summary>
    public int TargetCount => Target?.Count ?? System.Environment.ProcessorCount;

    private static IReadOnlyList<int?> Free(int count) => [.. Enumerable.Repeat<int?>(null, count)];
}
