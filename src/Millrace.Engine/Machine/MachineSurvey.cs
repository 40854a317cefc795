using System.Runtime;
using System.Runtime.InteropServices;
using Millrace.Engine.Probes;
using Millrace.Engine.Targets;

namespace Millrace.Engine.Machine;

/// <summary>Finds out about this machine and this process. On Linux from the kernel's files, elsewhere what the runtime knows.</summary>
public static class MachineSurvey
{
    /// <summary>Takes some milliseconds, most of them for watching the clock.</summary>
    public static MachineFacts Take(TimeProvider? time = null)
    {
        string cpuInfo = ProcFile.TryRead("/proc/cpuinfo") ?? "", memInfo = ProcFile.TryRead("/proc/meminfo") ?? "";
        var files = MachineText.OpenFiles(ProcFile.TryRead("/proc/self/limits") ?? "");
        ClockReading clock = ClockReading.Take(time ?? TimeProvider.System);
        return new MachineFacts
        {
            CpuModel = MachineText.CpuModel(cpuInfo) ?? RuntimeInformation.ProcessArchitecture.ToString(),
            Cores = Environment.ProcessorCount,
            AllowedCpus = CpuAffinity.Allowed(),
            CpuGovernor = ProcFile.TryReadWord("/sys/devices/system/cpu/cpu0/cpufreq/scaling_governor"),
            MemoryBytes = GC.GetGCMemoryInfo(GCKind.Any) is { TotalAvailableMemoryBytes: > 0 and var memory } ? memory : MachineText.MemInfo(memInfo, "MemTotal"),
            MemoryAvailableBytes = MachineText.MemInfo(memInfo, "MemAvailable"),
            Kernel = ProcFile.TryReadWord("/proc/sys/kernel/osrelease") ?? Environment.OSVersion.VersionString,
            Os = MachineText.OsName(ProcFile.TryRead("/etc/os-release") ?? "") ?? RuntimeInformation.OSDescription,
            Runtime = RuntimeInformation.FrameworkDescription,
            ServerGc = GCSettings.IsServerGC,
            ConcurrentGc = GCSettings.LatencyMode != GCLatencyMode.Batch, // the mode that "concurrent off" leaves
            TieredPgo = IsOn("TieredPGO", "System.Runtime.TieredPGO"),
            DescriptorLimit = files?.Soft,
            DescriptorHardLimit = files?.Hard,
            EphemeralPorts = MachineText.PortRange(ProcFile.TryRead("/proc/sys/net/ipv4/ip_local_port_range") ?? ""),
            SomaxConn = MachineText.Number(ProcFile.TryRead("/proc/sys/net/core/somaxconn") ?? ""),
            ClockSource = ProcFile.TryReadWord("/sys/devices/system/clocksource/clocksource0/current_clocksource"),
            ClockResolutionNs = clock.ResolutionNs,
            ClockReadNs = clock.ReadNs,
            Virtualisation = MachineText.HasHypervisor(cpuInfo) || ProcFile.TryReadWord("/sys/hypervisor/type") is not null
                ? ProcFile.TryReadWord("/sys/hypervisor/type") ?? ProcFile.TryReadWord("/sys/class/dmi/id/sys_vendor") ?? "yes"
                : null,
            Container = ContainerKind(),
            RabbitMq = Find("rabbitmq-server", "/usr/sbin", "/usr/local/sbin", "/usr/lib/rabbitmq/bin") ?? "",
        };
    }

    // Debian puts servers where a user's PATH does not lead.
    private static string? Find(string program, params IEnumerable<string> alsoIn) => (Environment.GetEnvironmentVariable("PATH") ?? "")
        .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries).Concat(alsoIn)
        .Select(folder => Path.Combine(folder, program)).FirstOrDefault(File.Exists);

    private static string? ContainerKind() =>
        Environment.GetEnvironmentVariable("KUBERNETES_SERVICE_HOST") is { Length: > 0 } ? "kubernetes"
        : File.Exists("/.dockerenv") ? "docker"
        : File.Exists("/run/.containerenv") ? "podman"
        : Environment.GetEnvironmentVariable("container") is { Length: > 0 } named ? named
        : null;

    // On unless a variable or the program's settings switch it off.
    private static bool IsOn(string variable, string setting) =>
        (Environment.GetEnvironmentVariable("DOTNET_" + variable) ?? AppContext.GetData(setting)?.ToString()) is not ("0" or "false" or "False");
}
