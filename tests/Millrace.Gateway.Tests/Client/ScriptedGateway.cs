using System.Net;
using System.Net.Sockets;
using System.Threading.Channels;

namespace Millrace.Gateway.Tests.Client;

/// <summary>A gateway that does only what the test says: it accepts backends on a free loopback port.</summary>
internal sealed class ScriptedGateway : IAsyncDisposable
{
    private readonly TcpListener _listener;
    private readonly Channel<Socket> _accepted = Channel.CreateUnbounded<Socket>(); // unbounded: a test accepts a few
    private readonly Task _accepting;

    public ScriptedGateway(int port = 0)
    {
        _listener = new TcpListener(IPAddress.Loopback, port);
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        _accepting = AcceptAllAsync();
    }

    public int Port { get; }

    public Uri Address => new($"tcp://127.0.0.1:{Port}");

    /// <summary>The next backend's connection, with nothing read from it.</summary>
    public async Task<ScriptedConnection> AcceptAsync()
    {
        using var limit = new CancellationTokenSource(ScriptedConnection.Limit, TimeProvider.System);
        return new ScriptedConnection(new NetworkStream(await _accepted.Reader.ReadAsync(limit.Token), ownsSocket: true));
    }

    /// <summary>The same once it has said hello and been made welcome.</summary>
    public async Task<ScriptedConnection> WelcomeAsync()
    {
        ScriptedConnection connection = await AcceptAsync();
        await connection.ReadAsync("hello");
        await connection.SendAsync(ScriptedConnection.Welcome);
        return connection;
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _accepting;
        while (_accepted.Reader.TryRead(out Socket? socket))
        {
            socket.Dispose();
        }
    }

    private async Task AcceptAllAsync()
    {
        try
        {
            while (true)
            {
                await _accepted.Writer.WriteAsync(await _listener.AcceptSocketAsync());
            }
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Expected: disposed.
        }
    }
}
