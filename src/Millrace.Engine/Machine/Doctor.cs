using System.Globalization;

namespace Millrace.Engine.Machine;

/// <summary>Judges a machine's settings for a run with a number of clients. Pure: the same facts give the same findings.</summary>
public static class Doctor
{
    // The generator's own files and libraries, and a target's beside its connections.
    private const int SpareDescriptors = 200;
    private const int MemoryPerClientBytes = 20_000;
    private static readonly string[] SlowClocks = ["hpet", "acpi_pm", "jiffies", "refined-jiffies", "pit"];

    /// <summary>All findings, good ones included, in a fixed order; what the system does not tell has none.</summary>
    public static IReadOnlyList<Diagnosis> Examine(MachineFacts facts, int clients = 10_000) =>
    [
        .. new[]
        {
            Cores(facts), Memory(facts, clients), Descriptors(facts, clients), Ports(facts, clients), Backlog(facts, clients),
            Clock(facts), Governor(facts), Collector(facts), Virtual(facts), RabbitMq(facts),
        }.OfType<Diagnosis>(),
    ];

    private static Diagnosis Cores(MachineFacts facts) => new(
        "cores",
        facts.Cores switch { >= 4 => DiagnosisStatus.Ok, >= 2 => DiagnosisStatus.Warn, _ => DiagnosisStatus.Bad },
        facts.AllowedCpus is { } cpus ? $"{facts.Cores} ({cpus})" : Text(facts.Cores),
        "generator and embedded target each take half; on one core they take turns, and every latency contains the other side's work",
        facts.Cores >= 4 ? null : "drive a target on another machine: --target ADDRESS");

    private static Diagnosis? Memory(MachineFacts facts, int clients)
    {
        if ((facts.MemoryAvailableBytes ?? facts.MemoryBytes) is not { } free) { return null; }
        long needed = (256L << 20) + (2L * clients * MemoryPerClientBytes);
        return new(
            "memory",
            free >= 2 * needed ? DiagnosisStatus.Ok : free >= needed ? DiagnosisStatus.Warn : DiagnosisStatus.Bad,
            $"{Text(free >> 20)} MiB free",
            $"{Text(clients)} clients and their target take some {Text(needed >> 20)} MiB; swapping shows as latency",
            free >= 2 * needed ? null : "lower --clients, or free memory");
    }

    private static Diagnosis? Descriptors(MachineFacts facts, int clients)
    {
        if (facts.DescriptorLimit is not { } limit) { return null; }
        long needed = clients + SpareDescriptors;
        return new(
            "descriptor limit",
            limit >= needed ? DiagnosisStatus.Ok : DiagnosisStatus.Bad,
            facts.DescriptorHardLimit is { } hard ? $"{Limit(limit)} (hard {Limit(hard)})" : Limit(limit),
            $"every connection takes one on each side; {Text(clients)} clients need {Text(needed)}",
            limit >= needed ? null
            : facts.DescriptorHardLimit >= needed ? $"ulimit -n {Text(needed)}"
            : $"echo '* - nofile {Text(needed)}' | sudo tee /etc/security/limits.d/millrace.conf, then log in again");
    }

    private static Diagnosis? Ports(MachineFacts facts, int clients)
    {
        if (facts.EphemeralPorts is not { } range) { return null; }
        int count = range.Last - range.First + 1;
        bool enough = count >= clients, ample = count >= 2 * clients;
        return new(
            "ephemeral ports",
            ample ? DiagnosisStatus.Ok : enough ? DiagnosisStatus.Warn : DiagnosisStatus.Bad,
            $"{range.First}-{range.Last} ({Text(count)})",
            "each connection to one address takes a port, and a closed one keeps it for a minute (TIME_WAIT): reconnecting runs need twice the clients",
            ample ? null : "sudo sysctl -w net.ipv4.ip_local_port_range='1024 65535'");
    }

    private static Diagnosis? Backlog(MachineFacts facts, int clients)
    {
        if (facts.SomaxConn is not { } most) { return null; }
        bool enough = most >= Math.Min(clients, 4096);
        return new(
            "somaxconn",
            enough ? DiagnosisStatus.Ok : DiagnosisStatus.Warn,
            Text(most),
            "connections that wait to be accepted beyond it are dropped and retried after a second, which looks like a slow target",
            enough ? null : "sudo sysctl -w net.core.somaxconn=4096");
    }

    private static Diagnosis? Clock(MachineFacts facts)
    {
        if (facts.ClockSource is null && facts.ClockReadNs is null) { return null; }
        bool slow = SlowClocks.Contains(facts.ClockSource) || facts.ClockReadNs > 500 || facts.ClockResolutionNs > 1_000;
        return new(
            "clock",
            slow ? DiagnosisStatus.Bad : DiagnosisStatus.Ok,
            string.Create(CultureInfo.InvariantCulture,
                $"{facts.ClockSource ?? "unknown source"}, steps of {facts.ClockResolutionNs ?? 0:0} ns, {facts.ClockReadNs ?? 0:0} ns a reading"),
            "each operation reads it three times; a clock outside the processor costs a microsecond a reading",
            slow ? "echo tsc | sudo tee /sys/devices/system/clocksource/clocksource0/current_clocksource" : null);
    }

    private static Diagnosis? Governor(MachineFacts facts) => facts.CpuGovernor is not { } governor ? null : new(
        "cpu governor",
        governor == "performance" ? DiagnosisStatus.Ok : DiagnosisStatus.Warn,
        governor,
        "processors that slow down when idle answer later at low load than at high load",
        governor == "performance" ? null : "sudo cpupower frequency-set -g performance");

    private static Diagnosis Collector(MachineFacts facts) => new(
        "gc mode",
        facts.ConcurrentGc ? DiagnosisStatus.Ok : DiagnosisStatus.Warn,
        facts.GcMode,
        "a pause of the generator's collector is lateness of its own; background collection keeps it short",
        facts.ConcurrentGc ? null : "unset DOTNET_gcConcurrent");

    private static Diagnosis? Virtual(MachineFacts facts) => facts.Virtualisation is null && facts.Container is null ? null : new(
        "virtualisation",
        facts.Virtualisation is null ? DiagnosisStatus.Ok : DiagnosisStatus.Warn,
        string.Join(", ", new[] { facts.Virtualisation is { } machine ? $"virtual machine ({machine})" : null, facts.Container is { } box ? $"container ({box})" : null }.OfType<string>()),
        "neighbours take processor time that nothing here shows: compare ratios from one run, not absolute figures across runs");

    // No broker is no fault of a machine: everything but figures about RabbitMQ itself runs without.
    private static Diagnosis? RabbitMq(MachineFacts facts) => facts.RabbitMq is not { } path ? null : new(
        "rabbitmq-server",
        DiagnosisStatus.Ok,
        path.Length > 0 ? path : "not installed: `run amqp` uses the broker that comes with it, and figures about RabbitMQ need `apt-get install rabbitmq-server`, or --target amqp://...",
        "only a real broker says what RabbitMQ holds");

    private static string Limit(long value) => value == long.MaxValue ? "unlimited" : Text(value);

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}
