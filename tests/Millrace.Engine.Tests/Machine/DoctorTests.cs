using Millrace.Engine.Machine;
using Millrace.Engine.Targets;
using Millrace.Results;
using Xunit;

namespace Millrace.Engine.Tests.Machine;

public sealed class DoctorTests
{
    private static readonly MachineFacts Good = new()
    {
        Cores = 8,
        MemoryAvailableBytes = 16L << 30,
        DescriptorLimit = 1_048_576,
        DescriptorHardLimit = 1_048_576,
        EphemeralPorts = (1024, 65535),
        SomaxConn = 4096,
        ClockSource = "tsc",
        ClockResolutionNs = 20,
        ClockReadNs = 22,
        CpuGovernor = "performance",
        ConcurrentGc = true,
    };

    [Fact]
    public void A_good_machine_has_only_good_findings_and_nothing_to_mend()
    {
        IReadOnlyList<Diagnosis> all = Doctor.Examine(Good);
        Assert.Equal(["cores", "memory", "descriptor limit", "ephemeral ports", "somaxconn", "clock", "cpu governor", "gc mode"], all.Select(d => d.Name));
        Assert.All(all, d => Assert.Equal((DiagnosisStatus.Ok, null), (d.Status, d.Mend)));
    }

    [Fact]
    public void What_the_system_does_not_tell_has_no_finding() =>
        Assert.Equal(["cores", "gc mode"], Doctor.Examine(new MachineFacts { Cores = 4 }).Select(d => d.Name));

    [Fact]
    public void Each_bad_setting_is_found_with_its_command()
    {
        AssertFinding(Good with { Cores = 1 }, "cores", DiagnosisStatus.Bad, "--target");
        AssertFinding(Good with { Cores = 2 }, "cores", DiagnosisStatus.Warn, "--target");
        AssertFinding(Good with { MemoryAvailableBytes = 100 << 20 }, "memory", DiagnosisStatus.Bad, "--clients");
        AssertFinding(Good with { DescriptorLimit = 1024 }, "descriptor limit", DiagnosisStatus.Bad, "ulimit -n 10200");
        AssertFinding(Good with { DescriptorLimit = 1024, DescriptorHardLimit = 4096 }, "descriptor limit", DiagnosisStatus.Bad, "limits.d");
        AssertFinding(Good with { EphemeralPorts = (60000, 65535) }, "ephemeral ports", DiagnosisStatus.Bad, "ip_local_port_range");
        AssertFinding(Good with { EphemeralPorts = (50000, 65535) }, "ephemeral ports", DiagnosisStatus.Warn, "ip_local_port_range");
        AssertFinding(Good with { SomaxConn = 128 }, "somaxconn", DiagnosisStatus.Warn, "somaxconn=4096");
        AssertFinding(Good with { ClockSource = "hpet" }, "clock", DiagnosisStatus.Bad, "tsc");
        AssertFinding(Good with { ClockReadNs = 900 }, "clock", DiagnosisStatus.Bad, "tsc");
        AssertFinding(Good with { CpuGovernor = "powersave" }, "cpu governor", DiagnosisStatus.Warn, "cpupower");
        AssertFinding(Good with { ConcurrentGc = false }, "gc mode", DiagnosisStatus.Warn, "gcConcurrent");
        AssertFinding(Good with { Virtualisation = "Example" }, "virtualisation", DiagnosisStatus.Warn, null);
    }

    [Fact]
    public void Fewer_clients_need_less() =>
        Assert.Equal(DiagnosisStatus.Ok, Doctor.Examine(Good with { DescriptorLimit = 1024 }, clients: 500).First(d => d.Name == "descriptor limit").Status);

    [Fact]
    public void The_runs_environment_takes_over_what_is_known()
    {
        RunEnvironment environment = RunEnvironments.Describe(Good, new GitState("abc", true), new CpuSet([0, 1]), null);
        Assert.Equal((8, 1024, 65535, "tsc"), (environment.Cores, environment.EphemeralPortFirst, environment.EphemeralPortLast, environment.ClockSource));
        Assert.Equal(("abc", true, "0-1", null), (environment.GitCommit, environment.GitDirty, environment.GeneratorCpus, environment.TargetCpus));
        Assert.Equal("workstation, concurrent", environment.GcMode);
        Assert.Equal(12, environment.HostHash?.Length);
        Assert.DoesNotContain('+', environment.MillraceVersion);
    }

    private static void AssertFinding(MachineFacts facts, string name, DiagnosisStatus status, string? mend)
    {
        Diagnosis finding = Doctor.Examine(facts).First(d => d.Name == name);
        Assert.Equal(status, finding.Status);
        if (mend is null) { Assert.Null(finding.Mend); }
        else { Assert.Contains(mend, finding.Mend, StringComparison.Ordinal); }
        Assert.NotEmpty(finding.WhyItMatters);
    }
}
