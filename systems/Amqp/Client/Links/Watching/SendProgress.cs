using System.Buffers.Binary;
using System.Net.Sockets;

namespace Millrace.Amqp.Links.Watching;

/// <summary>
/// Whether the other side still takes what is sent to it. A broker under load answers a question late, because the question stands behind megabytes in the sockets'
/// buffers; that is no black hole.
/// </summary>
internal sealed class SendProgress(Socket socket, TimeProvider time)
{
    // Linux, linux/tcp.h: struct tcp_info, tcpi_bytes_acked (u64), there since kernel 4.1.
    private const int TcpLevel = 6;
    private const int TcpInfo = 11;
    private const int BytesAckedAt = 120;

    private ulong _acked;
    private long _lastProgress = long.MinValue;

    /// <summary>Begins to watch.</summary>
    public void Start()
    {
        _acked = BytesAcked() ?? 0;
        _lastProgress = long.MinValue;
    }

    /// <summary>Looks once. True where something was taken within <paramref name="window"/>; where the system does not tell, always.</summary>
    public bool Within(TimeSpan window)
    {
        long now = time.GetTimestamp();
        if (BytesAcked() is not { } acked)
        {
            return true;
        }

        if (acked != _acked)
        {
            (_acked, _lastProgress) = (acked, now);
        }

        return _lastProgress != long.MinValue && time.GetElapsedTime(_lastProgress, now) < window;
    }

    private ulong? BytesAcked()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        Span<byte> info = stackalloc byte[BytesAckedAt + sizeof(ulong)];
        try
        {
            return socket.GetRawSocketOption(TcpLevel, TcpInfo, info) == info.Length
                ? BitConverter.IsLittleEndian ? BinaryPrimitives.ReadUInt64LittleEndian(info[BytesAckedAt..]) : BinaryPrimitives.ReadUInt64BigEndian(info[BytesAckedAt..])
                : null;
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            return null;
        }
    }
}
