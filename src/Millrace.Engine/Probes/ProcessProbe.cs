using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Millrace.Faults;

namespace Millrace.Engine.Probes;

/// <summary>Looks at one process from outside, by what the operating system counts anyway: the process does nothing for it.</summary>
public sealed class ProcessProbe(ProcessIdentity process)
{
    // Counting descriptors walks the whole table: with many connections it is done on every fifth look only.
    private const int ManyDescriptors = 1_000, LooksPerCount = 5;
    private readonly string _folder = string.Create(CultureInfo.InvariantCulture, $"/proc/{process.Id}/");
    private int? _descriptors;
    private int _looks;

    /// <summary>The process looked at.</summary>
    public ProcessIdentity Process => process;

    /// <summary>What it uses now, or null where this very process has ended.</summary>
    public ProcessReading? Read() => OperatingSystem.IsLinux() ? ReadProc() : ReadPortable();

    private ProcessReading? ReadProc()
    {
        if (process.Stat() is not { State: not ('Z' or 'X') } stat) { return null; }
        ProcessStatus status = ProcFile.TryRead(_folder + "status") is { } text && ProcessStatus.TryParse(text, out ProcessStatus read) ? read : default;
        if (_looks++ % LooksPerCount == 0 || _descriptors is < ManyDescriptors) { _descriptors = ProcFile.TryCount(_folder + "fd"); }
        // Between stat and status another process may have been given the id.
        if (!process.IsAlive) { return null; }
        return new ProcessReading
        {
            CpuTime = TimeSpan.FromTicks((stat.UserTicks + stat.SystemTicks) * (TimeSpan.TicksPerSecond / ProcStat.TicksPerSecond)),
            RssBytes = status.RssBytes ?? stat.ResidentPages * Environment.SystemPageSize,
            RssPeakBytes = status.RssPeakBytes,
            Threads = stat.Threads,
            Descriptors = _descriptors,
            Stopped = stat.State == 'T',
        };
    }

    private ProcessReading? ReadPortable()
    {
        if (!process.IsAlive) { return null; }
        try
        {
            using Process other = System.Diagnostics.Process.GetProcessById(process.Id);
            return new ProcessReading
            {
                CpuTime = other.TotalProcessorTime,
                RssBytes = other.WorkingSet64,
                RssPeakBytes = other.PeakWorkingSet64,
                Threads = other.Threads.Count,
            };
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or Win32Exception or NotSupportedException)
        {
            return null; // expected: it ended just now, or may not be looked at
        }
    }
}
