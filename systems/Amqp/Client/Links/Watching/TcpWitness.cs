using System.Buffers.Binary;
using System.Net.Sockets;

namespace Millrace.Amqp.Links.Watching;

/// <summary>
/// What TCP knows about the other side: whether it takes what is sent, and whether it has stopped to answer. A broker under load answers a question late, because the question stands behind
/// megabytes in the sockets' buffers; that is no black hole.
/// </summary>
internal sealed class TcpWitness(Socket socket, TimeProvider time)
{
    // Linux, linux/tcp.h: struct tcp_info. tcpi_retransmits and tcpi_probes (u8 each) count what was sent again, or asked of a closed window, without an answer;
    // tcpi_bytes_acked (u64) is there since kernel 4.1.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int RetransmitsAt = 2;
    private const int ProbesAt = 3;
    private const int BytesAckedAt = 120;
    // One may be lost on any network.
    private const int MostUnanswered = 1;

    private ulong _acked;
    private long _lastProgress = long.MinValue;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        Look(out _acked, out _);
        _lastProgress = long.MinValue;
    }

    /// <summary>Looks once: whether something was taken within <paramref name="window"/>, and whether TCP itself gets no answer. Where the system does not tell: taken, and answered.</summary>
    public (bool Takes, bool IsDeaf) Look(TimeSpan window)
    {
        long now = time.GetTimestamp();
        if (!Look(out ulong acked, out bool isDeaf))
        {
            return (true, false);
        }

        if (acked != _acked)
        {
            (_acked, _lastProgress) = (acked, now);
        }

        return (_lastProgress != long.MinValue && time.GetElapsedTime(_lastProgress, now) < window, isDeaf);
    }

    private bool Look(out ulong acked, out bool isDeaf)
    {
        (acked, isDeaf) = (0, false);
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        Span<byte> info = stackalloc byte[BytesAckedAt + sizeof(ulong)];
        try
        {
            if (socket.GetRawSocketOption(TcpLevel, TcpInfo, info) != info.Length)
            {
                return false;
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return false;
        }

        acked = BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(info[BytesAckedAt..]) : BinaryPrimitives.ReadUInt64BigEndian(info[BytesAckedAt..]);
        isDeaf = info[RetransmitsAt] > MostUnanswered || info[ProbesAt] > MostUnanswered;
        return true;
    }
}
