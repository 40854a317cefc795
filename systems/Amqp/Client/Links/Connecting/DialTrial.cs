using System.Net.Security;
using System.Net.Sockets;
using Millrace.Amqp.Options;
using RabbitMQ.Client;

namespace Millrace.Amqp.Links.Connecting;

/// <summary>What is known about one attempt while it runs, and what must be thrown away when it is given up.</summary>
internal sealed class DialTrial(BrokerAddress broker)
{
    private readonly Lock _lock = new();
    private readonly TaskCompletionSource<Exception> _lost = new(TaskCreationOptions.RunContinuationsAsynchronously);
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
        var socket = new LinkSocket(family, tls, time) { OnLost = lost => _lost.TrySetResult(lost) };
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

    /// <summary>Completes when the other side ends the connection before it is open.</summary>
    public Task<Exception> Lost => _lost.Task;

    /// <summary>How far it came, for the message of one that took too long.</summary>
    public string HowFar() => Socket?.Stream is null
        ? broker.Tls ? " (neither TCP nor TLS came through)" : " (TCP did not connect)"
        : FirstBytes.Length > 0 ? " (it began to answer and stopped)" : " (TCP connected, but nothing was answered)";

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
