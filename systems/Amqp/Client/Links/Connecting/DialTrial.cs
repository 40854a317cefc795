using System.Net.Security;
using System.Net.Sockets;
using Millrace.Amqp.Options;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>What is known about one attempt while it runs, and what must be thrown away when it is given up.</summary>
internal sealed class DialTrial(BrokerAddress broker)
{
    private readonly Lock _lock = new();
    private LinkSocket? _socket;
    private bool _abandoned;

    public BrokerAddress Broker => broker;

    public LinkSocket? Socket => Volatile.Read(ref _socket);

    public IConnection? Connection { get; set; }

    public SslPolicyErrors TlsErrors { get; set; }

    /// <summary>The first bytes that the other side sent.</summary>
    public byte[] FirstBytes => Socket?.First.Seen ?? [];

    public LinkSocket NewSocket(AddressFamily family, SslClientAuthenticationOptions? tls, TimeProvider time)
    {
        var socket = new LinkSocket(family, tls, time);
        lock (_lock)
        {
            _socket = socket;
            if (_abandoned)
            {
                socket.Dispose();
            }
        }

        return socket;
    }

    /// <summary>How far it came, for the message of one that took too long.</summary>
    public string HowFar()
    {
        try
        {
            return Socket is not { Connected: true } socket ? " (TCP did not connect)"
                : socket.First.Seen.Length > 0 ? " (it began to answer and stopped)"
                : " (TCP connected, but nothing was answered)";
        }
        catch (ObjectDisposedException)
        {
            return "";
        }
    }

    /// <summary>Lets go of everything that the attempt may still bring.</summary>
    public void Abandon(Task<OpenedConnection> opening)
    {
        LinkSocket? socket;
        lock (_lock)
        {
            _abandoned = true;
            socket = _socket;
        }

        if (socket?.Stream is { } stream)
        {
            stream.Abort();
        }
        else
        {
            socket?.Dispose();
        }

        _ = opening.ContinueWith(
            done =>
            {
                _ = done.Exception;
                if (Connection is { } connection)
                {
                    Burial.Of(connection, Socket?.Stream);
                }
            },
            CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }
}
