using System.Runtime.CompilerServices;
using Millrace.Engine.Probes;
using Millrace.Engine.Profiling;
using Millrace.Engine.Targets;
using Millrace.Engine.Tests.Targets;
using Millrace.Faults;
using Millrace.Shards;
using Millrace.Testing;
using Xunit;

namespace Millrace.Engine.Tests.Profiling;

/// <summary>Samples of a real process: this one.</summary>
public sealed class SamplingTests
{
    private volatile bool _stop;
    private volatile object? _last;

    [Fact]
    public async Task What_a_process_works_at_and_what_it_allocates_is_seen()
    {
        using var folder = new TempFolder();
        string file = folder.Combine("trace");
        long began = Shard.Now, ended;
        var worker = new Thread(BurnAndAllocate) { IsBackground = true };
        worker.Start();
        try
        {
            await using (SamplingSession session = await SamplingSession.StartAsync(ProcessIdentity.Of(Environment.ProcessId)!.Value, file, ShellTarget.TestContextToken))
            {
                // The runtime hands its samples over in blocks.
                await Eventually.TrueAsync(() => new FileInfo(file).Length > 150_000, "150 KB of samples");
                await session.StopAsync();
                ended = Shard.Now;
            }
        }
        finally
        {
            _stop = true;
            worker.Join();
        }

        TargetTrace trace = TraceFile.Read(file, new SampledSpan(began, ended, 1.5));
        TargetTrace later = TraceFile.Read(file, new SampledSpan(ended, long.MaxValue, null));

        Assert.Equal(1.5, trace.CpuSeconds);
        Assert.True(trace.Seconds > 0);
        Assert.Contains(CpuProfile.Of(trace.Samples).Functions, function => function.Frame.Method.EndsWith($"{nameof(SamplingTests)}.{nameof(BurnAndAllocate)}", StringComparison.Ordinal) || function.Frame.Method.EndsWith($"{nameof(SamplingTests)}.{nameof(Burn)}", StringComparison.Ordinal));
        Assert.Contains(AllocationProfile.Of(trace.Allocations), share => share.Place.Contains(nameof(BurnAndAllocate), StringComparison.Ordinal) && share.Type == "System.Byte[]");
        Assert.Empty(later.Allocations);
        Assert.Empty(later.Samples);
        Assert.False(File.Exists(file + ".etlx"));
    }

    [Fact]
    public async Task A_process_that_is_no_dotnet_is_refused_with_the_reason()
    {
        await using EmbeddedTarget shell = await ShellTarget.StartAsync(ShellTarget.WellBehaved);
        ProcessIdentity process = shell.Process!.Value;
        using var folder = new TempFolder();

        Assert.Contains("no .NET process", TargetSampling.ProblemWith(process.Id), StringComparison.Ordinal);
        ProbeException refused = await Assert.ThrowsAsync<ProbeException>(() => SamplingSession.StartAsync(process, folder.Combine("trace"), ShellTarget.TestContextToken));
        Assert.Contains("has no .NET diagnostics port", refused.Message, StringComparison.Ordinal);
        Assert.Null(TargetSampling.ProblemWith(Environment.ProcessId));
        Assert.Contains("there is no process", TargetSampling.ProblemWith(int.MaxValue), StringComparison.Ordinal);
    }

    private void BurnAndAllocate()
    {
        for (uint i = 1; !_stop; i++)
        {
            _last = new byte[1000 + (Burn(i) & 7)];
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static uint Burn(uint seed)
    {
        for (int i = 0; i < 2000; i++)
        {
            seed = (seed * 1_664_525) + 1_013_904_223;
        }

        return seed;
    }
}
