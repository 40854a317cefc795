using System.Globalization;

namespace Millrace.Engine.Probes;

/// <summary>What the probes use of <c>/proc/[pid]/status</c> (proc_pid_status(5)). A field that the kernel does not print is null.</summary>
public readonly record struct ProcessStatus
{
    /// <summary>Resident memory.</summary>
    public long? RssBytes { get; init; }

    /// <summary>The most resident memory since the process began.</summary>
    public long? RssPeakBytes { get; init; }

    /// <summary>Memory swapped out.</summary>
    public long? SwapBytes { get; init; }

    /// <summary>Threads.</summary>
    public int? Threads { get; init; }

    /// <summary>Reads the file's text; false where it is not such a file, or is cut short before its first field of use.</summary>
    public static bool TryParse(ReadOnlySpan<char> text, out ProcessStatus status)
    {
        status = default;
        bool any = false;
        // The last line counts only with its line end: without it a number may be cut short.
        for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
        {
            ReadOnlySpan<char> line = text[..end];
            int colon = line.IndexOf(':');
            if (colon < 0) { continue; }
            ReadOnlySpan<char> value = line[(colon + 1)..].Trim();
            switch (line[..colon])
            {
                case "VmRSS": status = status with { RssBytes = Kilobytes(value) }; break;
                case "VmHWM": status = status with { RssPeakBytes = Kilobytes(value) }; break;
                case "VmSwap": status = status with { SwapBytes = Kilobytes(value) }; break;
                case "Threads" when int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int threads):
                    status = status with { Threads = threads };
                    break;
                default: continue;
            }
            any = true;
        }
        return any;
    }

    private static long? Kilobytes(ReadOnlySpan<char> value) =>
        value.EndsWith(" kB") && long.TryParse(value[..^3], NumberStyles.None, CultureInfo.InvariantCulture, out long kilobytes) && kilobytes <= long.MaxValue / 1024
            ? kilobytes * 1024
            : null;
}
