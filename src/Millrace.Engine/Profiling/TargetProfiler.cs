using System.Globalization;
using Millrace.Engine.Metering;
using Millrace.Engine.Probes;
using Millrace.Engine.Running;
using Millrace.Engine.Targets;
using Millrace.Faults;
using Millrace.Results;
using Millrace.Shards;

namespace Millrace.Engine.Profiling;

/// <summary>Samples the target of one run while its measured part lasts, and puts what was found into the run file.</summary>
internal sealed class TargetProfiler : IDisposable
{
    /// <summary>The file with all samples, beside the run's; PerfView and speedscope open it.</summary>
    public const string TraceName = "target.nettrace";

    /// <summary>The option that keeps a sampled run from being compared with others.</summary>
    public const string Option = "profile-target";

    private readonly ProcessIdentity _process;
    private readonly string _file;
    private readonly bool _isOurs;
    private Task<SampledSpan>? _sampling;

    private TargetProfiler(ProcessIdentity process, string file, bool isOurs) => (_process, _file, _isOurs) = (process, file, isOurs);

    /// <summary>A profiler of this target. Throws <see cref="LabException"/> where its process is unknown or cannot be sampled.</summary>
    public static TargetProfiler Of(ITarget target, RunFolder? folder)
    {
        if (target.Process is not { } process)
        {
            throw Refused("its process is not known. Name it with --target-pid; it must run on this machine.");
        }

        return TargetSampling.ProblemWith(process.Id) is { } problem
            ? throw Refused(problem)
            : new TargetProfiler(process, Path.Combine(folder?.Path ?? Path.GetTempPath(), folder is null ? string.Create(CultureInfo.InvariantCulture, $"millrace-{process.Id}.nettrace") : TraceName), folder is null);
    }

    /// <summary>Attaches at once, in the warm-up where there is one, because attaching takes its time; what counts is sampled from the start of the measured part to its end.</summary>
    public void Begin(PhaseTimeline timeline, CancellationToken end) => _sampling = SampleAsync(timeline.MeasuredStart, timeline.LoadEnd, end);

    /// <summary>The run with the profile's tables, marked as not to be compared.</summary>
    public async Task<RunFile> TellAsync(RunFile run)
    {
        ResultTable[] tables = [];
        Finding finding = new() { Severity = FindingSeverity.Warning, Text = "The target was sampled in this run, which slows it: its figures are not for comparison." };
        try
        {
            if (_sampling is null)
            {
                throw new ProbeException("the load never began");
            }

            TargetTrace trace = TraceFile.Read(_file, await _sampling.ConfigureAwait(false));
            tables = [ProfileTables.Cpu(trace), ProfileTables.Allocations(trace)];
        }
        catch (Exception failed) when (failed is ProbeException or IOException or FormatException or InvalidDataException or ApplicationException)
        {
            finding = finding with { Severity = FindingSeverity.Problem, Text = $"The target could not be sampled to the end, so there is no profile: {failed.Message.TrimEnd('.')}." };
        }

        var options = new Dictionary<string, string>(run.Parameters.Options, StringComparer.Ordinal) { [Option] = "true" };
        run = run with
        {
            Tables = [.. run.Tables, .. tables],
            Findings = [finding, .. run.Findings],
            Parameters = run.Parameters with { Options = options },
        };
        return run with { Fingerprint = RunFingerprint.Of(run) };
    }

    public void Dispose()
    {
        if (_isOurs)
        {
            File.Delete(_file);
        }
    }

    private async Task<SampledSpan> SampleAsync(long from, long until, CancellationToken end)
    {
        var probe = new ProcessProbe(_process);
        SamplingSession session = await SamplingSession.StartAsync(_process, _file, CancellationToken.None).ConfigureAwait(false);
        await using (session.ConfigureAwait(false))
        {
            await WaitAsync(from, end).ConfigureAwait(false);
            long began = Shard.Now;
            TimeSpan? before = probe.Read()?.CpuTime;
            await WaitAsync(until, end).ConfigureAwait(false);
            TimeSpan? after = probe.Read()?.CpuTime;
            long ended = Shard.Now;
            await session.StopAsync().ConfigureAwait(false);
            return new SampledSpan(began, ended, (after - before)?.TotalSeconds);
        }
    }

    private static async Task WaitAsync(long until, CancellationToken end)
    {
        TimeSpan left = Ticks.ToTimeSpan(Math.Max(0, until - Shard.Now));
        await Task.Delay(left, TimeProvider.System, end).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private static LabException Refused(string why) => new([$"the target cannot be profiled: {why}"]) { Failure = LabFailure.Scenario };
}
