using System.Globalization;

namespace Millrace.Engine.Machine;

/// <summary>Reads the kernel's text files about the machine. Each returns null where the text does not say.</summary>
internal static class MachineText
{
    /// <summary>"model name" of /proc/cpuinfo; other architectures say "Model", "cpu model" or "Hardware".</summary>
    public static string? CpuModel(string cpuInfo) =>
        Field(cpuInfo, "model name") ?? Field(cpuInfo, "cpu model") ?? Field(cpuInfo, "Model") ?? Field(cpuInfo, "Hardware");

    /// <summary>True where the processor's flags tell of a hypervisor.</summary>
    public static bool HasHypervisor(string cpuInfo) => Field(cpuInfo, "flags")?.Split(' ').Contains("hypervisor") is true;

    /// <summary>A line of /proc/meminfo, <c>MemTotal:  8150000 kB</c>, in bytes.</summary>
    public static long? MemInfo(string memInfo, string name) =>
        Field(memInfo, name) is { } value && value.EndsWith(" kB", StringComparison.Ordinal)
        && long.TryParse(value.AsSpan(0, value.Length - 3), NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes)
        && kilobytes <= long.MaxValue / 1024
            ? kilobytes * 1024
            : null;

    /// <summary>Soft and hard limit of /proc/self/limits, <c>Max open files  1024  524288  files</c>.</summary>
    public static (long Soft, long Hard)? OpenFiles(string limits)
    {
        const string Name = "Max open files";
        string? line = limits.Split('\n').FirstOrDefault(l => l.StartsWith(Name, StringComparison.Ordinal));
        string[] words = line?[Name.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words is [var soft, var hard, "files"] && Limit(soft) is { } s && Limit(hard) is { } h ? (s, h) : null;
    }

    /// <summary>/proc/sys/net/ipv4/ip_local_port_range: two numbers.</summary>
    public static (int First, int Last)? PortRange(string text) =>
        text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is [var first, var last]
        && Number(first) is { } f && Number(last) is { } l && f <= l && l <= 65535
            ? (f, l)
            : null;

    /// <summary>PRETTY_NAME of /etc/os-release.</summary>
    public static string? OsName(string osRelease) => osRelease.Split('\n')
        .FirstOrDefault(l => l.StartsWith("PRETTY_NAME=", StringComparison.Ordinal))?["PRETTY_NAME=".Length..].Trim().Trim('"', '\'') is { Length: > 0 } name
            ? name
            : null;

    /// <summary>A whole number alone.</summary>
    public static int? Number(string text) => int.TryParse(text.AsSpan().Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out int value) ? value : null;

    private static long? Limit(string text) => text == "unlimited" ? long.MaxValue
        : long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value
        : null;

    // The first line "name : value".
    private static string? Field(string text, string name)
    {
        foreach (string line in text.Split('\n'))
        {
            int colon = line.IndexOf(':', StringComparison.Ordinal);
            if (colon >= 0 && line.AsSpan(0, colon).Trim().SequenceEqual(name) && line[(colon + 1)..].Trim() is { Length: > 0 } value) { return value; }
        }
        return null;
    }
}
