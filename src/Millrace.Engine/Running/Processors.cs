using Millrace.Engine.Targets;

namespace Millrace.Engine.Running;

/// <summary>Which processors each side of a run gets.</summary>
/// <param name="Generator">One generator thread for each; null leaves that thread free.</param>
/// <param name="Target">The embedded target's processors, or null for all.</param>
internal sealed record Processors(IReadOnlyList<int?> Generator, CpuSet? Target)
{
    /// <summary>The fault proxy's processors; null for all, or where there is no proxy.</summary>
    public CpuSet? Proxy { get; init; }

    /// <summary>
    /// The same with a place for the fault proxy: the one that is named, else processors that neither side has, else the last of the generator's half where that has several, else
    /// the generator's: the target's are left to the target, whose figures count.
    /// </summary>
    public Processors WithProxy(Scenario scenario, CpuSet? allowed)
    {
        int[] generator = [.. Generator.OfType<int>().Distinct().Order()];
        if (scenario.ProxyCpus is { Count: > 0 } named)
        {
            return this with { Proxy = new CpuSet(named) };
        }

        if (allowed is null || generator.Length == 0)
        {
            return this;
        }

        int[] free = Target is null ? [] : [.. allowed.Cpus.Except(generator).Except(Target.Cpus)];
        if (free.Length > 0)
        {
            return this with { Proxy = new CpuSet(free) };
        }

        return scenario.GeneratorCpus is { Count: > 0 } || generator.Length == 1
            ? this with { Proxy = new CpuSet(generator) }
            : this with { Generator = [.. Generator.Where(cpu => cpu != generator[^1])], Proxy = new CpuSet([generator[^1]]) };
    }

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
