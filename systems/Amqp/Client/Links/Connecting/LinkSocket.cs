using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>The TCP side of one attempt, in the form that RabbitMQ.Client asks for; its stream is <see cref="LinkStream"/>.</summary>
internal sealed class LinkSocket : ITcpClient
{
    private readonly TimeProvider _time;
    private readonly int _capacity;
    private LinkStream? _stream;

    public LinkSocket(AddressFamily family, int capacity, TimeProvider time)
    {
        _capacity = capacity;
        _time = time;
        Client = new Socket(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    }

    public Socket Client { get; }

    public LinkStream? Stream => _stream;

    public bool Connected => Client.Connected;

    public TimeSpan ReceiveTimeout
    {
        get => TimeSpan.FromMilliseconds(Client.ReceiveTimeout);
        set => Client.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    public Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default) =>
        Client.ConnectAsync(host, port, cancellationToken).AsTask();

    public NetworkStream GetStream() => _stream ??= new LinkStream(Client, _capacity, _time);

    public void Close() => Dispose();

    public void Dispose()
    {
        if (_stream is { } stream)
        {
            stream.Dispose();
        }

        Client.Dispose();
    }
}
