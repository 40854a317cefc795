using Millrace.Engine.Probes;
using Millrace.Engine.Targets;
using Millrace.Engine.Tests.Targets;
using Millrace.Faults;
using Millrace.Testing;
using Xunit;
using ProcessSignal = Millrace.Faults.ProcessSignal;

namespace Millrace.Engine.Tests.Probes;

/// <summary>Probes on real processes: this one, which is a .NET process, and shells, which are not.</summary>
public sealed class LiveProbeTests
{
    private static ExternalTarget Self => new(new Dictionary<string, Uri> { ["tcp"] = new("tcp://127.0.0.1:1") }, Environment.ProcessId);

    [Fact]
    public async Task Collections_and_pauses_of_a_dotnet_process_are_seen_through_its_diagnostics_port()
    {
        ProcessIdentity self = ProcessIdentity.Of(Environment.ProcessId)!.Value;
        await using RuntimeSession session = await RuntimeSession.AttachAsync(self, ShellTarget.TestContextToken);
        RuntimePoint seen = session.Read();
        double pauseMax = seen.PauseMsMax;
        await Eventually.TrueAsync(
            () =>
            {
                GC.Collect(2, GCCollectionMode.Forced, blocking: true);
                seen = session.Read();
                pauseMax = Math.Max(pauseMax, seen.PauseMsMax);
                return seen is { Gen2Collections: >= 1, PauseMsTotal: > 0, HeapAfterGcBytes: > 0, AllocatedBytes: > 0, HeapBytes: > 0 };
            },
            "a collection seen through the diagnostics port");

        Assert.InRange(pauseMax, double.Epsilon, seen.PauseMsTotal);
        Assert.False(session.Ended);
    }

    [Fact]
    public async Task A_process_without_the_port_is_not_measured_and_says_why()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync(ShellTarget.WellBehaved);
        await using ProbeSampler probes = await ProbeSampler.StartAsync(target);

        ProbeSample sample = probes.First;
        Assert.Null(sample.Target?.Runtime);
        Assert.Contains("has no .NET diagnostics port", probes.RuntimeProblem, StringComparison.Ordinal);
        Assert.True(sample.Target?.RssBytes > 0);
        Assert.True(sample.Target?.Descriptors >= 3);
        Assert.Equal(1, sample.Target?.Threads);
    }

    [Fact]
    public async Task Processes_that_serve_for_a_target_are_added_to_it()
    {
        const string Several = """sleep 600 & echo '{"ready":true,"pid":'$$',"workers":['$!'],"addresses":{"tcp":"tcp://127.0.0.1:4711"}}'; read line; kill $!""";
        await using EmbeddedTarget target = await ShellTarget.StartAsync(Several);
        await using ProbeSampler probes = await ProbeSampler.StartAsync(target);

        Assert.Equal(2, probes.First.Target?.Threads);
        Assert.Contains("several processes serve", probes.RuntimeProblem, StringComparison.Ordinal);
        long alone = new ProcessProbe(target.Process!.Value).Read()!.RssBytes!.Value;
        Assert.True(probes.First.Target?.RssBytes > alone);
    }

    [Fact]
    public async Task A_port_left_behind_by_a_dead_process_is_not_taken_for_another()
    {
        using var folder = new Millrace.Testing.TempFolder();
        await using EmbeddedTarget target = await EmbeddedTarget.StartAsync(
            ShellTarget.Launch(ShellTarget.WellBehaved) with { Variables = new Dictionary<string, string?> { ["TMPDIR"] = folder.Path } },
            ShellTarget.TestContextToken);
        ProcessIdentity process = target.Process!.Value;
        await File.WriteAllTextAsync(Path.Combine(folder.Path, $"dotnet-diagnostic-{process.Id}-{process.Start - 1}-socket"), "", ShellTarget.TestContextToken);
        Assert.Null(DiagnosticsPort.Find(process));

        string own = Path.Combine(folder.Path, $"dotnet-diagnostic-{process.Id}-{process.Start}-socket");
        await File.WriteAllTextAsync(own, "", ShellTarget.TestContextToken);
        Assert.Equal(own, DiagnosticsPort.Find(process));
        // It is no socket: refused, and said so.
        var refused = await Assert.ThrowsAsync<ProbeException>(() => RuntimeSession.AttachAsync(process, ShellTarget.TestContextToken));
        Assert.Contains("refused", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_target_that_is_restarted_is_followed_and_a_dead_one_is_not_measured()
    {
        const string Script = """echo '{"ready":true,"pid":'$$',"addresses":{"tcp":"tcp://127.0.0.1:4711"}}'; exec cat >/dev/null""";
        await using EmbeddedTarget target = await ShellTarget.StartAsync(Script);
        await using ProbeSampler probes = await ProbeSampler.StartAsync(target);
        int before = target.Process!.Value.Id;
        target.Process?.Signal(ProcessSignal.Kill);
        await Eventually.TrueAsync(() => target.Process is null, "the end of the target");
        Assert.Null((await probes.SampleNowAsync()).Target);

        await target.RestartAsync(ShellTarget.TestContextToken);

        ProcessPoint after = (await probes.SampleNowAsync()).Target!;
        Assert.NotEqual(before, after.ProcessId);
        Assert.Equal(target.Process?.Id, after.ProcessId);
    }

    [Fact]
    public async Task A_paused_target_shows_as_stopped()
    {
        await using EmbeddedTarget target = await ShellTarget.StartAsync(ShellTarget.WellBehaved);
        var probe = new ProcessProbe(target.Process!.Value);
        Assert.False(probe.Read()!.Stopped);
        target.Process?.Signal(ProcessSignal.Stop);
        await Eventually.TrueAsync(() => probe.Read()!.Stopped, "the stop");
        target.Process?.Signal(ProcessSignal.Continue);
        await Eventually.TrueAsync(() => !probe.Read()!.Stopped, "the going on");
    }

    [Fact]
    public async Task The_generator_sees_its_own_work_and_collections()
    {
        await using ProbeSampler probes = await ProbeSampler.StartAsync(Self);
        ProcessPoint before = probes.First.Generator;
        byte[] kept = GC.AllocateUninitializedArray<byte>(3_000_000);
        GC.Collect(2, GCCollectionMode.Forced, blocking: true);
        GC.KeepAlive(kept);

        ProcessPoint after = (await probes.SampleNowAsync()).Generator;

        Assert.True(after.Runtime!.Gen2Collections > before.Runtime!.Gen2Collections);
        Assert.True(after.Runtime.PauseMsTotal > before.Runtime.PauseMsTotal);
        Assert.InRange(after.Runtime.PauseMsMax, double.Epsilon, after.Runtime.PauseMsTotal);
        Assert.True(after.Runtime.AllocatedBytes - before.Runtime.AllocatedBytes >= 3_000_000);
        Assert.True(after.CpuSeconds >= before.CpuSeconds);
        Assert.True(after.RssBytes > 0 && after.Threads > 0);
        Assert.Null(probes.RuntimeProblem);
        Assert.NotNull((await probes.SampleNowAsync()).Target?.Runtime);
    }

    [Fact]
    public async Task Looks_bear_the_time_of_the_clock_given()
    {
        var time = new Millrace.Testing.FakeTime();
        await using ProbeSampler probes = await ProbeSampler.StartAsync(new ExternalTarget(new Dictionary<string, Uri> { ["udp"] = new("udp://h:1") }), time);
        time.Advance(TimeSpan.FromSeconds(3));
        ProbeSample later = await probes.SampleNowAsync();
        Assert.Equal(TimeSpan.FromSeconds(3), time.GetElapsedTime(probes.First.At, later.At));
        Assert.Null(later.Target);
    }
}
