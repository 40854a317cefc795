using System.Net;
using System.Net.Sockets;

namespace Millrace.Shards.Portable;

/// <summary>The form of a shard that stands on .NET sockets: their completions are posted to the loop's thread.</summary>
internal sealed class PortableShard(ShardOptions options) : Shard(options)
{
    private const long LongestSleepSeconds = 60;

    private readonly HashSet<IDisposable> _open = [];
    private readonly SemaphoreSlim _wake = new(0);

    public override ShardKind Kind => ShardKind.Portable;

    public override async ValueTask<TcpLink> ConnectAsync(IPEndPoint remote, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        Socket? socket = null;
        try
        {
            socket = new Socket(remote.AddressFamily, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await socket.ConnectAsync(remote, cancellationToken);
            if (SelfConnect.Is((IPEndPoint)socket.LocalEndPoint!, remote))
            {
                socket.LingerState = new LingerOption(true, 0); // a reset: a good end's TIME_WAIT would hold the port
                throw new SocketException((int)SocketError.ConnectionRefused);
            }

            return new PortableTcpLink(this, socket);
        }
        catch (SocketException e)
        {
            socket?.Dispose();
            throw SocketErrors.ToLinkException(e, $"Connecting to {remote}");
        }
        catch
        {
            socket?.Dispose();
            throw;
        }
    }

    public override TcpListener Listen(IPEndPoint local, TcpListenOptions? options = null) => PortableListener.Open(this, local, options ?? new TcpListenOptions());

    public override UdpPort OpenUdp(IPEndPoint local, UdpOptions? options = null) => PortableUdpPort.Open(this, local, options ?? new UdpOptions());

    public void Track(IDisposable open) => _open.Add(open);

    public void Forget(IDisposable closed) => _open.Remove(closed);

    private protected override void Open()
    {
    }

    private protected override void Poll(long untilTicks)
    {
        if (untilTicks == 0)
        {
            return;
        }

        if (untilTicks == long.MaxValue)
        {
            _wake.Wait();
            return;
        }

        // Sleeps here have a grain of a millisecond; the rest of one is spun, so that timers stay as precise as on epoll.
        long milliseconds = Math.Min(untilTicks - Now, LongestSleepSeconds * TicksPerSecond) * 1000 / TicksPerSecond;
        if (milliseconds > 1)
        {
            _wake.Wait((int)milliseconds - 1);
        }
        else if (!_wake.Wait(0))
        {
            Thread.SpinWait(20);
        }
    }

    private protected override void WakeUp() => _wake.Release();

    private protected override void CloseAll()
    {
        foreach (IDisposable open in _open.ToArray())
        {
            open.Dispose();
        }
    }

    private protected override void Close()
    {
        // The semaphore is left to the collector: a late completion of a socket may still release it.
    }
}
