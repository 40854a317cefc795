using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Millrace.Amqp.Load.Subject;

/// <summary>A relay on loopback between the library and its broker whose connections can be cut: a TCP RST on both sides, and what is under way is lost.</summary>
internal sealed class CutLine : IDisposable
{
    private const int BufferBytes = 64 * 1024;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<Socket, bool> _open = new();
    private readonly string _host;
    private volatile bool _isClosed;
    private readonly int _port;

    private CutLine(string upstream)
    {
        int colon = upstream.LastIndexOf(':');
        _host = upstream[..colon].Trim('[', ']');
        _port = int.Parse(upstream.AsSpan(colon + 1), CultureInfo.InvariantCulture);
        _listener.Start();
        Address = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
    }

    /// <summary>Where it listens.</summary>
    public string Address { get; }

    /// <summary>Opens a relay to <c>host:port</c>.</summary>
    public static CutLine Open(string upstream)
    {
        var line = new CutLine(upstream);
        _ = line.AcceptAsync();
        return line;
    }

    /// <summary>Resets every connection that is open; new ones pass.</summary>
    public void Cut()
    {
        foreach (Socket socket in _open.Keys)
        {
            Reset(socket);
        }
    }

    public void Dispose()
    {
        _isClosed = true;
        _listener.Stop();
        Cut();
    }

    private async Task AcceptAsync()
    {
        while (!_isClosed)
        {
            try
            {
                _ = RelayAsync(await _listener.AcceptSocketAsync().ConfigureAwait(false));
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException or InvalidOperationException)
            {
                // expected: the line was closed, or whoever connected was gone again
                await Task.Yield();
            }
        }
    }

    private async Task RelayAsync(Socket near)
    {
        var far = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        near.NoDelay = true;
        _open[near] = _open[far] = true;
        try
        {
            await far.ConnectAsync(_host, _port).ConfigureAwait(false);
            await Task.WhenAny(PumpAsync(near, far), PumpAsync(far, near)).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // expected: the broker is away or the line was cut, and whoever connected learns of it by the reset
        }
        finally
        {
            Reset(near);
            Reset(far);
        }
    }

    private static async Task PumpAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer.AsMemory()).ConfigureAwait(false)) > 0;)
            {
                for (int sent = 0; sent < count;)
                {
                    sent += await to.SendAsync(buffer.AsMemory(sent, count - sent)).ConfigureAwait(false);
                }
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // expected: it was cut
        }
    }

    private void Reset(Socket socket)
    {
        if (!_open.TryRemove(socket, out _))
        {
            return;
        }

        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // expected: it is closed already
        }

        socket.Dispose();
    }
}
