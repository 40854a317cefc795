using System.Diagnostics;
using System.Globalization;

namespace Millrace.Faults;

/// <summary>
/// A process by id and start time, so that a stranger who was given the same id later is never signalled or measured. Start time is in
/// clock ticks since boot on Linux, in <see cref="DateTime"/> ticks elsewhere.
/// </summary>
public readonly record struct ProcessIdentity(int Id, long Start)
{
    /// <summary>The process that has this id now, or null where there is none that we may see.</summary>
    public static ProcessIdentity? Of(int id)
    {
        if (OperatingSystem.IsLinux()) { return ReadStat(id) is { State: not ('Z' or 'X') } stat ? new ProcessIdentity(id, stat.StartTicks) : null; }
        try
        {
            using Process process = Process.GetProcessById(id);
            return new ProcessIdentity(id, process.StartTime.ToUniversalTime().Ticks);
        }
        catch (Exception gone) when (gone is ArgumentException or InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            return null; // expected: no such process, it ended just now, or it is another user's
        }
    }

    /// <summary>True while this very process runs or is stopped; a zombie has ended.</summary>
    public bool IsAlive => Of(Id) == this;

    /// <summary>Linux: the process's stat line now, or null where this very process is gone.</summary>
    public ProcStat? Stat() => ReadStat(Id) is { } stat && stat.StartTicks == Start ? stat : null;

    /// <summary>Sends a signal; false where the process has ended. Throws <see cref="FaultException"/> where it is not ours to signal.</summary>
    public bool Signal(ProcessSignal signal) => IsAlive && Signals.Send(Id, signal);

    /// <summary>Sends a signal where that is possible; false where the process has ended, is not ours or the system has no signals.</summary>
    public bool TrySignal(ProcessSignal signal)
    {
        try { return Signals.IsSupported && Signal(signal); }
        catch (FaultException) { return false; }
    }

    private static ProcStat? ReadStat(int id)
    {
        try
        {
            return ProcStat.TryParse(File.ReadAllText($"/proc/{id.ToString(CultureInfo.InvariantCulture)}/stat"), out ProcStat stat) ? stat : null;
        }
        catch (Exception gone) when (gone is IOException or UnauthorizedAccessException)
        {
            return null; // expected: the process ended (ENOENT, or ESRCH in the middle of the read)
        }
    }
}
