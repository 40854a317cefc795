namespace Millrace.Shards.Epoll;

/// <summary>Reads how many datagrams the kernel dropped at a socket, from any thread; a closed descriptor, which may be somebody else's by now, is never asked.</summary>
internal sealed unsafe class EpollUdpDrops(int fd)
{
    private readonly Lock _lock = new();
    private int _fd = fd;
    private long _drops;

    public long Read()
    {
        lock (_lock)
        {
            Refresh();
            return _drops;
        }
    }

    /// <summary>To be called before the descriptor is closed.</summary>
    public void Close()
    {
        lock (_lock)
        {
            Refresh();
            _fd = -1;
        }
    }

    private void Refresh()
    {
        if (_fd < 0 || _drops < 0)
        {
            return;
        }

        uint* figures = stackalloc uint[Native.MemInfoCount];
        int length = Native.MemInfoCount * sizeof(uint);
        bool said = Native.GetSockOpt(_fd, Native.SolSocket, Native.SoMemInfo, figures, &length) == 0
            && length > Native.MemInfoDrops * sizeof(uint);

        // The kernel's figure has 32 bits and wraps; ours does not.
        _drops = said ? _drops + (figures[Native.MemInfoDrops] - (uint)_drops) : -1;
    }
}
