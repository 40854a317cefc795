using System.Net;
using System.Net.Sockets;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>
/// A TCP relay that can break: reset all its connections, refuse new ones, stand still. Two threads a connection, nothing shared with the thread pool that the
/// subjects run on. The fault proxy of `millrace proxy` does all this and more; here the bench measures without it, so that neither explains the other's figures.
/// </summary>
internal sealed class TinyRelay : IDisposable
{
    private readonly IPEndPoint _target;
    private readonly ManualResetEventSlim _flows = new(true);
    private readonly List<(Socket Client, Socket Server)> _links = [];
    private readonly int _port;
    private Socket _listener;

    public TinyRelay(Uri target)
    {
        _target = new IPEndPoint(IPAddress.Parse(target.Host), target.Port);
        _listener = Listen(0);
        _port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        Uri = new UriBuilder(target) { Port = _port }.Uri;
    }

    /// <summary>The target's address with the relay's port.</summary>
    public Uri Uri { get; }

    /// <summary>Ends every connection with a reset, towards both sides.</summary>
    public void Reset()
    {
        (Socket Client, Socket Server)[] links;
        lock (_links)
        {
            links = [.. _links];
            _links.Clear();
        }

        foreach ((Socket client, Socket server) in links)
        {
            Abort(client);
            Abort(server);
        }
    }

    /// <summary>Refuses whoever comes, until <see cref="Accept"/>.</summary>
    public void Refuse() => _listener.Dispose();

    public void Accept() => _listener = Listen(_port);

    /// <summary>Carries nothing more, in either direction, and accepts without an answer: a network that has lost its middle. What came meanwhile is carried afterwards.</summary>
    public void Stall() => _flows.Reset();

    public void Flow() => _flows.Set();

    public void Dispose()
    {
        _listener.Dispose();
        Reset();
        _flows.Set();
    }

    private static void Abort(Socket socket)
    {
        socket.LingerState = new LingerOption(true, 0); // close() sends RST
        socket.Close(0);
    }

    private Socket Listen(int port)
    {
        var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen(128);
        Start(() => AcceptAll(listener));
        return listener;
    }

    private void AcceptAll(Socket listener)
    {
        while (true)
        {
            Socket client = listener.Accept();
            client.NoDelay = true;
            var server = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            server.Connect(_target);
            lock (_links)
            {
                _links.Add((client, server));
            }

            Start(() => Copy(client, server));
            Start(() => Copy(server, client));
        }
    }

    private void Copy(Socket from, Socket to)
    {
        try
        {
            byte[] buffer = new byte[1 << 16];
            for (int got; (got = from.Receive(buffer)) > 0;)
            {
                _flows.Wait();
                for (int sent = 0; sent < got;)
                {
                    sent += to.Send(buffer.AsSpan(sent, got - sent));
                }
            }

            to.Shutdown(SocketShutdown.Send);
        }
        finally
        {
            lock (_links)
            {
                _links.RemoveAll(link => link.Client == from && !link.Server.Connected || link.Server == from && !link.Client.Connected);
            }
        }
    }

    private static void Start(Action body) => new Thread(() =>
    {
        try
        {
            body();
        }
        catch (Exception exception) when (exception is SocketException or ObjectDisposedException)
        {
            // Its socket was ended, by us or by its owner.
        }
    })
    { IsBackground = true }.Start();
}
