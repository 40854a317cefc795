using System.Globalization;

namespace Millrace.Engine.Probes;

/// <summary>
/// Sockets of the whole machine (of this network namespace) from <c>/proc/net/sockstat</c> and <c>sockstat6</c>, whose lines read
/// <c>TCP: inuse 5 orphan 0 tw 2 alloc 7 mem 1</c>.
/// </summary>
public readonly record struct SocketCounts
{
    /// <summary>TCP sockets that are connected or listen.</summary>
    public long TcpInUse { get; init; }

    /// <summary>TCP sockets that no process holds any more and that still have data to send.</summary>
    public long TcpOrphans { get; init; }

    /// <summary>TCP sockets in TIME_WAIT: each holds one ephemeral port for a minute.</summary>
    public long TcpTimeWait { get; init; }

    /// <summary>UDP sockets.</summary>
    public long UdpInUse { get; init; }

    /// <summary>Reads both files' texts, of which the second may be empty; false where the first has no line for TCP.</summary>
    public static bool TryParse(ReadOnlySpan<char> sockstat, ReadOnlySpan<char> sockstat6, out SocketCounts counts)
    {
        bool found = Value(sockstat, "TCP", "inuse") is not null;
        counts = new SocketCounts
        {
            TcpInUse = (Value(sockstat, "TCP", "inuse") ?? 0) + (Value(sockstat6, "TCP6", "inuse") ?? 0),
            TcpOrphans = Value(sockstat, "TCP", "orphan") ?? 0,
            TcpTimeWait = Value(sockstat, "TCP", "tw") ?? 0,
            UdpInUse = (Value(sockstat, "UDP", "inuse") ?? 0) + (Value(sockstat6, "UDP6", "inuse") ?? 0),
        };
        return found;
    }

    /// <summary>The counts now, or null where the system does not tell.</summary>
    public static SocketCounts? Read() =>
        ProcFile.TryRead("/proc/net/sockstat") is { } text && TryParse(text, ProcFile.TryRead("/proc/net/sockstat6") ?? "", out SocketCounts counts)
            ? counts
            : null;

    private static long? Value(ReadOnlySpan<char> text, ReadOnlySpan<char> protocol, ReadOnlySpan<char> name)
    {
        for (int end; (end = text.IndexOf('\n')) >= 0; text = text[(end + 1)..])
        {
            ReadOnlySpan<char> line = text[..end];
            if (!line.StartsWith(protocol) || line.Length == protocol.Length || line[protocol.Length] != ':') { continue; }
            bool next = false;
            foreach (Range range in line.Split(' '))
            {
                ReadOnlySpan<char> word = line[range];
                if (next) { return long.TryParse(word, NumberStyles.None, CultureInfo.InvariantCulture, out long value) ? value : null; }
                next = word.SequenceEqual(name);
            }
        }
        return null;
    }
}
