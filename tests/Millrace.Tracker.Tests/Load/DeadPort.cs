using System.Net;
using System.Net.Sockets;

namespace Millrace.Tracker.Tests.Load;

/// <summary>
/// A UDP port where nobody listens, and that nobody else gets meanwhile: its owner is connected to somewhere else, so that the kernel has no socket for what others send there.
/// </summary>
internal sealed class DeadPort : IDisposable
{
    private readonly Socket _owner = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

    public DeadPort()
    {
        _owner.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        // The owner's peer is itself: a port that no worker can have.
        _owner.Connect(_owner.LocalEndPoint!);
        Url = new Uri($"udp://127.0.0.1:{((IPEndPoint)_owner.LocalEndPoint!).Port}");
    }

    public Uri Url { get; }

    public void Dispose() => _owner.Dispose();
}
