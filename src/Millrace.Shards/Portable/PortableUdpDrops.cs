using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Millrace.Shards.Portable;

/// <summary>Reads how many datagrams the system dropped at a socket, from any thread; only Linux says.</summary>
internal sealed class PortableUdpDrops(Socket socket)
{
    private const int LinuxSocketLevel = 1;
    private const int LinuxMemInfo = 55;
    private const int Figures = 9;
    private const int Drops = 8;

    private readonly Lock _lock = new();
    private long _drops = OperatingSystem.IsLinux() ? 0 : -1;
    private bool _closed;

    public long Read()
    {
        lock (_lock)
        {
            Refresh();
            return _drops;
        }
    }

    /// <summary>To be called before the socket is closed.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Refresh();
            _closed = true;
        }
    }

    private void Refresh()
    {
        if (_closed || _drops < 0)
        {
            return;
        }

        Span<uint> figures = stackalloc uint[Figures];
        try
        {
            int length = socket.GetRawSocketOption(LinuxSocketLevel, LinuxMemInfo, MemoryMarshal.AsBytes(figures));

            // The kernel's figure has 32 bits and wraps; ours does not.
            _drops = length == Figures * sizeof(uint) ? _drops + (figures[Drops] - (uint)_drops) : -1;
        }
        catch (SocketException)
        {
            _drops = -1; // Linux before 4.12
        }
    }
}
