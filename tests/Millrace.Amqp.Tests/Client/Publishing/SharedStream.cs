using System.Net;
using System.Net.Sockets;
using RabbitMQ.Client;

namespace Millrace.Amqp.Tests.Client.Publishing;

/// <summary>The stream below RabbitMQ.Client in a test: whole writes, one at a time, whoever writes; and it can stand still.</summary>
internal sealed class SharedStream(Socket socket) : NetworkStream(socket, ownsSocket: true)
{
    private readonly SemaphoreSlim _turn = new(1, 1);
    private readonly Socket _socket = socket;

    /// <summary>Writing waits for this.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    public void Reset()
    {
        _socket.LingerState = new LingerOption(enable: true, seconds: 0);
        _socket.Dispose();
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await Gate.WaitAsync(cancellationToken);
            await base.WriteAsync(buffer, cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    internal sealed class Tcp(AddressFamily family) : ITcpClient
    {
        private SharedStream? _stream;

        private readonly Socket _client = new(family, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public Socket Client => _client;

        public SharedStream Stream => _stream ??= new SharedStream(_client);

        public bool Connected => Client.Connected;

        public TimeSpan ReceiveTimeout { get; set; }

        public Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default) => Client.ConnectAsync(host, port, cancellationToken).AsTask();

        public NetworkStream GetStream() => Stream;

        public void Close() => Client.Dispose();

        public void Dispose() => Client.Dispose();
    }
}
