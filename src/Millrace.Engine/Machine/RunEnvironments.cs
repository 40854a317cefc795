using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using Millrace.Engine.Targets;
using Millrace.Results;

namespace Millrace.Engine.Machine;

/// <summary>Writes what is known of the machine into a run.</summary>
public static class RunEnvironments
{
    /// <summary>The environment of a run that starts now.</summary>
    public static RunEnvironment Describe(MachineFacts facts, GitState? git, CpuSet? generatorCpus, CpuSet? targetCpus, TimeProvider? time = null) => new()
    {
        StartedAt = (time ?? TimeProvider.System).GetUtcNow(),
        MillraceVersion = Version,
        CpuModel = facts.CpuModel,
        Cores = facts.Cores,
        MemoryBytes = facts.MemoryBytes,
        Kernel = facts.Kernel,
        Os = facts.Os,
        Runtime = facts.Runtime,
        GcMode = facts.GcMode,
        TieredPgo = facts.TieredPgo,
        DescriptorLimit = facts.DescriptorLimit,
        EphemeralPortFirst = facts.EphemeralPorts?.First,
        EphemeralPortLast = facts.EphemeralPorts?.Last,
        ClockSource = facts.ClockSource,
        ClockResolutionNs = facts.ClockResolutionNs,
        GitCommit = git?.Commit,
        GitDirty = git?.Dirty,
        HostHash = HashOf(Environment.MachineName),
        GeneratorCpus = generatorCpus?.ToString(),
        TargetCpus = targetCpus?.ToString(),
    };

    // Without the build's commit behind the plus sign: the commit has a key of its own.
    private static string Version => typeof(RunEnvironments).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?
        .InformationalVersion.Split('+')[0] ?? "unknown";

    // Twelve digits tell machines apart without giving a name away.
    private static string HashOf(string name) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)))[..12];
}
