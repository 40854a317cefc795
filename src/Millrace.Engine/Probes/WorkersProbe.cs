using System.Globalization;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>
/// Watches the processes that serve for a target, beside the one that was started: those that it announced and those that it started later in the place of one that ended. What an ended
/// one used stays in the sum. Used by one thread at a time.
/// </summary>
internal sealed class WorkersProbe(Func<IReadOnlyList<int>> announced, TimeProvider time)
{
    private readonly Dictionary<ProcessIdentity, (ProcessProbe Probe, CpuMeter Cpu)> _workers = [];
    private int? _parent;

    /// <summary>True where there are such processes.</summary>
    public bool Any => _workers.Count > 0 || announced().Count > 0;

    /// <summary>The point of the process that was started with theirs added. Memory that processes share, such as the program's own code, counts in each of them.</summary>
    public ProcessPoint Add(ProcessPoint parent)
    {
        if (!Any)
        {
            return parent;
        }

        Follow(parent.ProcessId);
        foreach ((ProcessProbe probe, CpuMeter cpu) in _workers.Values)
        {
            if (probe.Read() is not { } reading)
            {
                parent = parent with { CpuSeconds = parent.CpuSeconds + cpu.TotalSeconds };
                continue;
            }

            double? percent = cpu.Take(probe.Process.Id, reading.CpuTime, time.GetTimestamp());
            parent = parent with
            {
                CpuSeconds = parent.CpuSeconds + cpu.TotalSeconds,
                CpuPercent = parent.CpuPercent is null && percent is null ? null : (parent.CpuPercent ?? 0) + (percent ?? 0),
                RssBytes = parent.RssBytes + reading.RssBytes,
                Threads = parent.Threads + reading.Threads,
                Descriptors = parent.Descriptors + reading.Descriptors,
            };
        }

        return parent;
    }

    // After a restart of the whole there are others; one that ended may have had a successor.
    private void Follow(int parent)
    {
        IEnumerable<int> now = parent == _parent || _parent is null ? announced().Concat(ChildrenOf(parent)) : ChildrenOf(parent);
        foreach (int id in now.Distinct())
        {
            if (id != parent && ProcessIdentity.Of(id) is { } worker && !_workers.ContainsKey(worker))
            {
                _workers[worker] = (new ProcessProbe(worker), new CpuMeter(time));
            }
        }

        _parent = parent;
    }

    // proc_tid_children(5), of each thread: a child stands with the one that started it.
    private static IEnumerable<int> ChildrenOf(int parent)
    {
        string tasks = string.Create(CultureInfo.InvariantCulture, $"/proc/{parent}/task");
        string[] threads;
        try
        {
            threads = OperatingSystem.IsLinux() ? Directory.GetDirectories(tasks) : [];
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            yield break; // expected: it ended just now
        }

        foreach (string thread in threads)
        {
            foreach (string word in (ProcFile.TryRead(Path.Combine(thread, "children")) ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
            {
                if (int.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out int id))
                {
                    yield return id;
                }
            }
        }
    }
}
