using Millrace.Engine.Machine;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Machine;

public sealed class MachineTextTests
{
    private const string CpuInfo = "processor\t: 0\nmodel name\t: Example CPU @ 3.0GHz\nflags\t\t: fpu tsc hypervisor avx2\n\nprocessor\t: 1\n";
    private const string Limits =
        "Limit                     Soft Limit           Hard Limit           Units     \n" +
        "Max cpu time              unlimited            unlimited            seconds   \n" +
        "Max open files            1024                 524288               files     \n";

    [Fact]
    public void The_kernels_files_are_read()
    {
        Assert.Equal("Example CPU @ 3.0GHz", MachineText.CpuModel(CpuInfo));
        Assert.True(MachineText.HasHypervisor(CpuInfo));
        Assert.Equal(8L << 30, MachineText.MemInfo("MemTotal:        8388608 kB\nMemAvailable: 1 kB\n", "MemTotal"));
        Assert.Equal((1024, 524288), MachineText.OpenFiles(Limits));
        Assert.Equal((long.MaxValue, long.MaxValue), MachineText.OpenFiles("Max open files unlimited unlimited files"));
        Assert.Equal((32768, 60999), MachineText.PortRange("32768\t60999\n"));
        Assert.Equal("Debian GNU/Linux 12", MachineText.OsName("NAME=x\nPRETTY_NAME=\"Debian GNU/Linux 12\"\n"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("garbage")]
    [InlineData(":\n::\n \n")]
    [InlineData("Max open files 5 files")]
    [InlineData("60999 32768")]
    [InlineData("1 2 3")]
    public void Other_text_says_nothing(string text)
    {
        Assert.Null(MachineText.CpuModel(text));
        Assert.False(MachineText.HasHypervisor(text));
        Assert.Null(MachineText.MemInfo(text, "MemTotal"));
        Assert.Null(MachineText.OpenFiles(text));
        Assert.Null(MachineText.PortRange(text));
        Assert.Null(MachineText.OsName(text));
    }

    [Fact]
    public void Truncations_never_throw()
    {
        foreach (string text in (string[])[CpuInfo, Limits])
        {
            for (int length = 0; length < text.Length; length++)
            {
                _ = MachineText.CpuModel(text[..length]);
                Assert.True(MachineText.OpenFiles(text[..length]) is null or (1024, 524288));
            }
        }
    }

    [Fact]
    public void This_machine_is_described()
    {
        MachineFacts facts = MachineSurvey.Take();
        Assert.Equal(Environment.ProcessorCount, facts.Cores);
        Assert.True(facts.MemoryBytes > 0);
        Assert.True(facts.ClockResolutionNs > 0 && facts.ClockReadNs > 0);
        Assert.All([facts.CpuModel, facts.Kernel, facts.Os, facts.Runtime], text => Assert.False(string.IsNullOrWhiteSpace(text)));
        if (OperatingSystem.IsLinux()) { Assert.True(facts is { DescriptorLimit: > 0, EphemeralPorts.First: > 0, SomaxConn: > 0, AllowedCpus: not null }); }
    }

    [Fact]
    public void A_coarse_clock_shows_its_steps()
    {
        var clock = ClockReading.Take(new SteppingTime());
        Assert.Equal(1_000_000, clock.ResolutionNs!.Value, 3);
        Assert.Equal(100_000, clock.ReadNs!.Value, 3);
        Assert.Equal(default, ClockReading.Take(new FakeTime()));
    }

    [Fact]
    public async Task The_working_copy_gives_its_commit_and_a_folder_outside_gives_none()
    {
        using var folder = new TempFolder();
        Assert.Null(await GitState.OfAsync(folder.Path, TestContext.Current.CancellationToken));
        Assert.Null(await GitState.OfAsync(Path.Combine(folder.Path, "missing"), TestContext.Current.CancellationToken));

        Assert.SkipUnless(Path.Exists(RepositoryRoot.Combine(".git")), "these sources are no working copy");
        Assert.Matches("^[0-9a-f]{40,64}$", (await GitState.OfAsync(RepositoryRoot.Path, TestContext.Current.CancellationToken))?.Commit);
    }

    // Reads ten times the same, then a millisecond later.
    private sealed class SteppingTime : TimeProvider
    {
        private long _readings;

        public override long TimestampFrequency => 1_000;

        public override long GetTimestamp() => _readings++ / 10;
    }
}
