using Microsoft.Diagnostics.Tracing;
using Microsoft.Diagnostics.Tracing.Etlx;
using Microsoft.Diagnostics.Tracing.EventPipe;

namespace Millrace.Engine.Profiling;

/// <summary>Reads what a <see cref="SamplingSession"/> wrote.</summary>
internal static class TraceFile
{
    /// <summary>The samples of a file that were taken in a span of time, their stacks resolved to methods.</summary>
    public static TargetTrace Read(string path, SampledSpan span)
    {
        string index = path + ".etlx";
        try
        {
            TraceLog.CreateFromEventPipeDataFile(path, index, new TraceLogOptions { ContinueOnError = true });
            using var log = new TraceLog(index);
            return Read(log, span);
        }
        finally
        {
            File.Delete(index);
        }
    }

    private static TargetTrace Read(TraceLog log, SampledSpan span)
    {
        var stacks = new Dictionary<CallStackIndex, IReadOnlyList<CodeFrame>>();
        var samples = new List<StackSample>();
        var allocations = new List<AllocationSample>();
        var waiting = new Dictionary<int, double>();
        long contentions = 0, compiled = 0, collections = 0;
        double contentionMs = 0, first = double.NaN, last = 0;
        using TraceLogEventSource source = log.Events.GetSource();
        var sampler = new SampleProfilerTraceEventParser(source);
        sampler.ThreadSample += e =>
        {
            if (!Counts(e))
            {
                return;
            }

            first = double.IsNaN(first) ? e.TimeStampRelativeMSec : first;
            last = e.TimeStampRelativeMSec;
            samples.Add(new StackSample(e.ThreadID, e.Type == ClrThreadSampleType.Managed, StackOf(e)));
        };
        source.Clr.GCAllocationTick += e =>
        {
            if (Counts(e))
            {
                allocations.Add(new AllocationSample(e.TypeName, e.AllocationAmount64, StackOf(e)));
            }
        };
        source.Clr.ContentionStart += e => waiting[e.ThreadID] = e.TimeStampRelativeMSec;
        source.Clr.ContentionStop += e =>
        {
            double waited = waiting.Remove(e.ThreadID, out double since) ? e.TimeStampRelativeMSec - since : 0;
            contentions += Counts(e) ? 1 : 0;
            contentionMs += Counts(e) ? waited : 0;
        };
        source.Clr.MethodJittingStarted += e => compiled += Counts(e) ? 1 : 0;
        source.Clr.GCStart += e => collections += Counts(e) ? 1 : 0;
        source.Process();
        return new TargetTrace
        {
            Seconds = double.IsNaN(first) ? 0 : (last - first) / 1000,
            Samples = samples,
            Allocations = allocations,
            Contentions = contentions,
            ContentionMs = contentionMs,
            Compiled = compiled,
            Collections = collections,
            CpuSeconds = span.CpuSeconds,
        };

        // Both clocks are the machine's monotonic one, so a tick of the target's trace is a tick of ours.
#pragma warning disable CS0618 // discouraged for the relative time, which no other process can relate to its own clock
        bool Counts(TraceEvent e) => e.TimeStampQPC >= span.From && e.TimeStampQPC <= span.Until;
#pragma warning restore CS0618

        IReadOnlyList<CodeFrame> StackOf(TraceEvent e)
        {
            CallStackIndex at = e.CallStackIndex();
            if (at == CallStackIndex.Invalid)
            {
                return [];
            }

            if (!stacks.TryGetValue(at, out IReadOnlyList<CodeFrame>? frames))
            {
                stacks[at] = frames = Frames(log.CallStacks[at]);
            }

            return frames;
        }
    }

    private static List<CodeFrame> Frames(TraceCallStack? stack)
    {
        var frames = new List<CodeFrame>();
        for (; stack is not null; stack = stack.Caller)
        {
            string method = stack.CodeAddress.FullMethodName;
            if (method.Length > 0)
            {
                frames.Add(new CodeFrame(MethodNames.Readable(method), stack.CodeAddress.ModuleName ?? ""));
            }
        }

        return frames;
    }
}
