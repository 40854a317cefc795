using System.Globalization;

namespace Millrace.Engine.Running;

/// <summary>How many connections this process can open: descriptors, and local ports towards one address. Null where the system does not tell.</summary>
/// <param name="Descriptors">Open descriptors that the process may have (RLIMIT_NOFILE, soft).</param>
/// <param name="LocalPorts">Local ports that connections to one address can take.</param>
internal sealed record MachineLimits(long? Descriptors, int? LocalPorts)
{
    /// <summary>Descriptors that the process needs beside its clients' sockets: files, event loops, pipes to the target.</summary>
    public const int OtherDescriptors = 256;

    /// <summary>The limits of this process now.</summary>
    public static MachineLimits Read() => OperatingSystem.IsLinux()
        ? new MachineLimits(DescriptorsOf(TryRead("/proc/self/limits")), PortsOf(TryRead("/proc/sys/net/ipv4/ip_local_port_range")))
        : new MachineLimits(null, null);

    /// <summary>Why this many clients cannot be opened to one address, with the mend; empty where they can.</summary>
    public IReadOnlyList<string> Refusals(int clients)
    {
        var refusals = new List<string>();
        if (Descriptors is { } descriptors && clients + OtherDescriptors > descriptors)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture,
                $"{clients} clients need {clients + OtherDescriptors} descriptors, and this process may have {descriptors}: run 'ulimit -n {clients + OtherDescriptors}' in this shell first, or take at most {Math.Max(0, descriptors - OtherDescriptors)} clients."));
        }

        if (LocalPorts is { } ports && clients > ports)
        {
            refusals.Add(string.Create(CultureInfo.InvariantCulture,
                $"{clients} clients need as many local ports, and connections to one address can take {ports}: widen them with 'sysctl -w net.ipv4.ip_local_port_range=\"1024 65535\"', or take at most {ports} clients."));
        }

        return refusals;
    }

    internal static long? DescriptorsOf(string? limits)
    {
        string? line = limits?.Split('\n').FirstOrDefault(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        string[] words = line?["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length > 0 && long.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out long soft) ? soft : null;
    }

    internal static int? PortsOf(string? range)
    {
        string[] words = range?.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) ?? [];
        return words.Length == 2
            && int.TryParse(words[0], NumberStyles.None, CultureInfo.InvariantCulture, out int first)
            && int.TryParse(words[1], NumberStyles.None, CultureInfo.InvariantCulture, out int last)
            && last >= first ? last - first + 1 : null;
    }

    private static string? TryRead(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null; // expected: another kernel, or a sandbox that hides it
        }
    }
}
