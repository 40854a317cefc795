using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Millrace.Faults.Tests.Proxies;

/// <summary>A TCP server that sends back what comes, ends its half when its client has, and remembers how its connections ended.</summary>
internal sealed class EchoUpstream : IDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly ConcurrentBag<Socket> _sockets = [];

    public EchoUpstream()
    {
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen(128);
        _ = AcceptAsync();
    }

    public string Address => _listener.LocalEndPoint!.ToString()!;

    /// <summary>How each connection ended, in order: <c>end</c> or <c>reset</c>.</summary>
    public ConcurrentQueue<string> Ends { get; } = new();

    /// <summary>Bytes that came in.</summary>
    public long Received;

    public ProxyDefinition Proxy(string name = "echo", params PathFault[] faults) => new(name, "127.0.0.1:0", Address) { Faults = faults };

    public void Dispose()
    {
        _listener.Dispose();
        foreach (Socket socket in _sockets) { socket.Dispose(); }
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
            {
                Socket socket = await _listener.AcceptAsync();
                socket.NoDelay = true;
                _sockets.Add(socket);
                _ = EchoAsync(socket);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // expected: the test is over
        }
    }

    private async Task EchoAsync(Socket socket)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            while (await socket.ReceiveAsync(buffer) is > 0 and int received)
            {
                Interlocked.Add(ref Received, received);
                for (int sent = 0; sent < received;) { sent += await socket.SendAsync(buffer.AsMemory(sent, received - sent)); }
            }

            Ends.Enqueue("end");
            socket.Shutdown(SocketShutdown.Send);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            Ends.Enqueue("reset");
        }
    }
}
