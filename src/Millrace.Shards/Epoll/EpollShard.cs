using System.Net;

namespace Millrace.Shards.Epoll;

/// <summary>The Linux form of a shard: one epoll instance, edge-triggered, one system call per send and per receive.</summary>
internal sealed unsafe class EpollShard : Shard
{
    private const ulong WakeKey = ulong.MaxValue;

    private readonly HandleTable _handles = new();
    private readonly EventBuffer _events;
    private readonly int _epoll;
    private readonly int _wake;
    private readonly Lock _wakeLock = new();
    private bool _hasFineWait = true;
    private bool _closed;

    /// <summary>Takes everything from the system that can be refused, so that the refusal reaches whoever starts the shard and not its thread.</summary>
    public EpollShard(ShardOptions options)
        : base(options)
    {
        _epoll = Create(Native.EpollCreate(Native.EpollCloseOnExec), "epoll_create1");
        int wake = -1;
        try
        {
            wake = Create(Native.EventFd(0, Native.EventNonBlocking | Native.EventCloseOnExec), "eventfd");
            if (!EventBuffer.Register(_epoll, wake, Native.EpollIn | Native.EpollEdge, WakeKey))
            {
                throw Errno.ToException(Native.LastError, "epoll_ctl");
            }

            _events = new EventBuffer();
        }
        catch
        {
            if (wake >= 0)
            {
                _ = Native.Close(wake);
            }

            _ = Native.Close(_epoll);
            throw;
        }

        _wake = wake;
    }

    public override ShardKind Kind => ShardKind.Epoll;

    public override ValueTask<TcpLink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken = default) =>
        EpollConnect.ConnectAsync(this, remote, cancellationToken);

    public override TcpListener Listen(IPEndPoint local, TcpListenOptions? options = null) => EpollListener.Open(this, local, options ?? new TcpListenOptions());

    public override UdpPort OpenUdp(IPEndPoint local, UdpOptions? options = null) => EpollUdpPort.Open(this, local, options ?? new UdpOptions());

    /// <summary>Registers a stream for every edge, once: readiness is remembered by the handle, so no call ever changes the registration.</summary>
    public ulong Register(int fd, IEpollHandle handle) =>
        Register(fd, handle, Native.EpollIn | Native.EpollOut | Native.EpollRdHup | Native.EpollEdge);

    public ulong Register(int fd, IEpollHandle handle, uint events)
    {
        ulong key = _handles.Add(handle);
        if (!EventBuffer.Register(_epoll, fd, events, key))
        {
            int error = Native.LastError;
            _handles.Remove(key);
            throw Errno.ToException(error, "epoll_ctl");
        }

        return key;
    }

    /// <summary>Changes which edges a registered descriptor reports; those that are there already come again.</summary>
    public void Change(int fd, ulong key, uint events)
    {
        if (!EventBuffer.Change(_epoll, fd, events, key))
        {
            throw Errno.ToException(Native.LastError, "epoll_ctl");
        }
    }

    /// <summary>Forgets a handle whose descriptor is about to be closed; the kernel drops its registration with the descriptor.</summary>
    public void Unregister(ulong key) => _handles.Remove(key);

    private protected override void Open() => ThreadPlacement.MakeTimersPrecise();

    private protected override void Poll(long untilTicks)
    {
        int count = Wait(untilTicks);
        for (int i = 0; i < count; i++)
        {
            ulong key = _events.Data(i);
            if (key == WakeKey)
            {
                ulong ignored;
                _ = Native.Read(_wake, &ignored, sizeof(ulong));
            }
            else
            {
                _handles.Find(key)?.OnEvents(_events.Events(i));
            }
        }
    }

    private protected override void WakeUp()
    {
        lock (_wakeLock)
        {
            // A late poster must not write to a descriptor that has been closed and given to somebody else.
            if (!_closed)
            {
                ulong one = 1;
                _ = Native.Write(_wake, &one, sizeof(ulong));
            }
        }
    }

    private protected override void CloseAll() => _handles.CloseAll();

    private protected override void Close()
    {
        lock (_wakeLock)
        {
            _closed = true;
            _ = Native.Close(_wake);
        }

        _ = Native.Close(_epoll);
        _events.Dispose();
    }

    private int Wait(long untilTicks)
    {
        if (untilTicks == 0)
        {
            return NonNegative(Native.EpollWait(_epoll, _events.Pointer, EventBuffer.Capacity, 0));
        }

        if (untilTicks == long.MaxValue)
        {
            return NonNegative(Native.EpollWait(_epoll, _events.Pointer, EventBuffer.Capacity, -1));
        }

        long ticks = Math.Max(0, untilTicks - Now);
        if (_hasFineWait)
        {
            Native.TimeSpec timeout = new()
            {
                Seconds = ticks / TicksPerSecond,
                Nanoseconds = ticks % TicksPerSecond * 1_000_000_000 / TicksPerSecond,
            };
            int count = Native.EpollWait2(_epoll, _events.Pointer, EventBuffer.Capacity, &timeout, null);
            if (count >= 0 || Native.LastError != Errno.NoSystemCall)
            {
                return NonNegative(count);
            }

            _hasFineWait = false; // Linux before 5.11
        }

        // Rounded down: the last part of a millisecond is spent in short polls, so that timers stay precise.
        return NonNegative(Native.EpollWait(_epoll, _events.Pointer, EventBuffer.Capacity, (int)(Math.Min(ticks, 60 * TicksPerSecond) * 1000 / TicksPerSecond)));
    }

    private static int NonNegative(int count) => Math.Max(count, 0); // EINTR: another turn

    private static int Create(int fd, string what) => fd >= 0 ? fd : throw Errno.ToException(Native.LastError, what);
}
