namespace Millrace.Engine.Profiling;

/// <summary>Which methods a process spent its processor time in, and what its other threads waited for. Pure.</summary>
internal sealed class CpuProfile
{
    private CpuProfile(long all, long running, long unseen, IReadOnlyList<FunctionShare> functions, IReadOnlyList<(string What, long Samples)> waits) =>
        (All, Running, Unseen, Functions, Waits) = (all, running, unseen, functions, waits);

    /// <summary>Samples of threads that had managed frames.</summary>
    public long All { get; }

    /// <summary>Those of threads that worked.</summary>
    public long Running { get; }

    /// <summary>Samples without a managed frame: the runtime's own threads, which are not among the others.</summary>
    public long Unseen { get; }

    /// <summary>By their own time, the greatest first. A method in managed code and the native code that it called are two.</summary>
    public IReadOnlyList<FunctionShare> Functions { get; }

    /// <summary>What threads waited for, the most frequent first.</summary>
    public IReadOnlyList<(string What, long Samples)> Waits { get; }

    public static CpuProfile Of(IEnumerable<StackSample> samples)
    {
        var own = new Dictionary<(CodeFrame Frame, bool Native), long>();
        var within = new Dictionary<CodeFrame, long>();
        var waits = new Dictionary<string, long>(StringComparer.Ordinal);
        var seen = new HashSet<CodeFrame>();
        long all = 0, running = 0, unseen = 0;
        foreach (StackSample sample in samples)
        {
            if (sample.Frames.Count == 0)
            {
                unseen++;
                continue;
            }

            all++;
            if (WaitFrames.WaitOf(sample) is { } wait)
            {
                waits[wait] = waits.GetValueOrDefault(wait) + 1;
                continue;
            }

            running++;
            (CodeFrame, bool) leaf = (sample.Frames[0], !sample.InManagedCode);
            own[leaf] = own.GetValueOrDefault(leaf) + 1;
            seen.Clear();
            foreach (CodeFrame frame in sample.Frames)
            {
                if (seen.Add(frame)) // once a sample, however often it calls itself
                {
                    within[frame] = within.GetValueOrDefault(frame) + 1;
                }
            }
        }

        return new CpuProfile(
            all, running, unseen,
            [.. own.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key.Frame.Method, StringComparer.Ordinal)
                .Select(pair => new FunctionShare(pair.Key.Frame, pair.Key.Native, pair.Value, within[pair.Key.Frame]))],
            [.. waits.OrderByDescending(pair => pair.Value).ThenBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => (pair.Key, pair.Value))]);
    }
}
