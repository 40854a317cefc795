using System.Globalization;

namespace Millrace.Engine.Probes;

/// <summary>The operating system's id of a thread, by which its processor time can be read from outside.</summary>
public static class OsThread
{
    /// <summary>The calling thread's id, or null where the system does not tell. Call it on a shard's thread and keep the answer.</summary>
    public static int? CurrentId
    {
        get
        {
            // A link to "123/task/456", resolved for the thread that asks.
            if (!OperatingSystem.IsLinux() || new FileInfo("/proc/thread-self").LinkTarget is not { } link) { return null; }
            return int.TryParse(link.AsSpan(link.LastIndexOf('/') + 1), NumberStyles.None, CultureInfo.InvariantCulture, out int id) ? id : null;
        }
    }
}
