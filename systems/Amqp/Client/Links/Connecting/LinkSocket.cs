using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>
/// The TCP side of one attempt, in the form that RabbitMQ.Client asks for; its stream is <see cref="LinkStream"/>. TLS is made here, below the library, so that frames can be written beside
/// the library's own.
/// </summary>
internal sealed class LinkSocket(AddressFamily family, SslClientAuthenticationOptions? tls, TimeProvider time) : ITcpClient
{
    // Linux's TCP_NOTSENT_LOWAT: what may wait in the kernel beyond what the network carries. Without it megabytes pile up there before a slow broker, and writers stop and go in
    // jerks of a quarter of a second, with thousands of messages at stake when the connection is lost; throughput over long distances is the same.
    private const int Tcp = 6;
    private const int NotSentLowWater = 25;
    private const int Unsent = 64 * 1024;

    private LinkStream? _stream;
    private SslStream? _secure;

    public Socket Client { get; } = new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

    public LinkStream? Stream => Volatile.Read(ref _stream);

    /// <summary>What the other side said first.</summary>
    public FirstBytes First { get; } = new();

    /// <summary>Told when the other side ends the connection, until its stream has somebody else to tell.</summary>
    public required Action<Exception> OnLost { get; init; }

    public bool Connected => Client.Connected;

    public TimeSpan ReceiveTimeout
    {
        get => TimeSpan.FromMilliseconds(Client.ReceiveTimeout);
        set => Client.ReceiveTimeout = (int)value.TotalMilliseconds;
    }

    public async Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default)
    {
        await Client.ConnectAsync(host, port, cancellationToken).ConfigureAwait(false);
        if (Equals(Client.LocalEndPoint, Client.RemoteEndPoint))
        {
            // TCP connects a socket to itself where nothing listens on a port of this machine and the system happens to choose the same one for this side. It would answer with our own
            // words, and hold the port against the broker that is about to listen on it.
            Client.LingerState = new LingerOption(enable: true, seconds: 0);
            Client.Dispose();
            throw new SocketException((int)SocketError.ConnectionRefused);
        }

        if (OperatingSystem.IsLinux())
        {
            Client.SetRawSocketOption(Tcp, NotSentLowWater, BitConverter.GetBytes(Unsent));
        }

        if (tls is not null)
        {
            _secure = new SslStream(new TransportStream(Client, First));
            await _secure.AuthenticateAsClientAsync(tls, cancellationToken).ConfigureAwait(false);
        }
    }

    public NetworkStream GetStream()
    {
        if (_stream is null)
        {
            _stream = new LinkStream(Client, _secure, First, time);
            _stream.OnLost(OnLost);
        }

        return _stream;
    }

    public void Close() => Dispose();

    public void Dispose()
    {
        _stream?.Dispose();
        _secure?.Dispose();
        Client.Dispose();
    }
}
