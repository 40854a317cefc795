using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using Millrace.Amqp.Tests.Host;
using Millrace.Testing;
using RabbitMQ.Client;
using RabbitMQ.Client.Events;

namespace Millrace.Amqp.Tests.Client.Links;

/// <summary>
/// The client writes frames of its own between the library's, and looks for single frames among them. Both stand on this: each write of RabbitMQ.Client to its stream holds whole frames, and a
/// channel's close-ok is a write of its own. A version of the library that does otherwise must fail here.
/// </summary>
public sealed class WholeFramesTests
{
    private const int Heartbeat = 8;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_library_writes_whole_frames_and_whole_messages()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        ConcurrentQueue<byte[]> writes = [];
        ConnectionFactory factory = broker.Factory();
        factory.RequestedHeartbeat = TimeSpan.FromSeconds(1);
        factory.SocketFactory = _ => new Tcp(writes);
        await using IConnection connection = await factory.CreateConnectionAsync(Stop);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await using IChannel other = await connection.CreateChannelAsync(cancellationToken: Stop);
        string queue = (await channel.QueueDeclareAsync(cancellationToken: Stop)).QueueName;
        const int Messages = 40;
        int acked = 0;
        var consumer = new AsyncEventingBasicConsumer(other);
        consumer.ReceivedAsync += async (_, delivered) =>
        {
            await other.BasicAckAsync(delivered.DeliveryTag, multiple: false, Stop);
            Interlocked.Increment(ref acked);
        };
        await other.BasicConsumeAsync(queue, autoAck: false, consumer, Stop);
        // Bodies of nothing, of one frame, and of several; from several tasks at once, so that writes come together.
        int[] sizes = [0, 1, 1000, (int)connection.FrameMax - 8, (int)connection.FrameMax - 7, 3 * (int)connection.FrameMax, 1_000_000];
        await Task.WhenAll(Enumerable.Range(0, Messages).Select(n => Task.Run(
            async () =>
            {
                await using IChannel own = await connection.CreateChannelAsync(cancellationToken: Stop);
                await own.BasicPublishAsync("", queue, new byte[sizes[n % sizes.Length]], Stop);
            },
            Stop)));
        await Eventually.TrueAsync(() => Volatile.Read(ref acked) == Messages, "all acknowledgements");
        await Eventually.TrueAsync(() => writes.Any(write => write[0] == Heartbeat), "a heartbeat");

        Assert.Equal("AMQP\0\0\u0009\u0001"u8.ToArray(), writes.First());
        foreach (byte[] write in writes.Skip(1))
        {
            AssertWhole(write);
        }
    }

    [Fact]
    public async Task The_library_writes_close_ok_by_itself()
    {
        await using BrokerInTest broker = await BrokerInTest.StartAsync();
        ConcurrentQueue<byte[]> writes = [];
        ConnectionFactory factory = broker.Factory();
        factory.SocketFactory = _ => new Tcp(writes);
        await using IConnection connection = await factory.CreateConnectionAsync(Stop);
        await using IChannel channel = await connection.CreateChannelAsync(cancellationToken: Stop);
        await channel.BasicPublishAsync("nowhere", "", new byte[10], Stop);
        await Eventually.TrueAsync(() => writes.Any(write => Amqp.Links.Connecting.CloseOkFrame.ChannelOf(write) == channel.ChannelNumber), "close-ok for the channel that the broker closed");
    }

    // Whole frames, and where a message begins in it, all of the message.
    private static void AssertWhole(ReadOnlySpan<byte> write)
    {
        long body = 0;
        bool isHeaderDue = false;
        while (!write.IsEmpty)
        {
            Assert.True(write.Length >= 8, "a write ends within a frame's head");
            int type = write[0];
            int size = BinaryPrimitives.ReadInt32BigEndian(write[3..]);
            Assert.True(size >= 0 && size <= write.Length - 8, $"a write ends within a frame of type {type}: {size} bytes of payload, {write.Length - 8} are there");
            Assert.Equal(0xCE, write[7 + size]);
            ReadOnlySpan<byte> payload = write.Slice(7, size);
            switch (type)
            {
                case 1:
                    Assert.True(body == 0 && !isHeaderDue, "a method stands within a message");
                    isHeaderDue = payload[..4].SequenceEqual((ReadOnlySpan<byte>)[0, 60, 0, 40]);
                    break;
                case 2:
                    Assert.True(isHeaderDue, "a header follows no basic.publish");
                    isHeaderDue = false;
                    body = BinaryPrimitives.ReadInt64BigEndian(payload[4..]);
                    break;
                case 3:
                    body -= size;
                    break;
                default:
                    Assert.Equal((Heartbeat, 0), (type, size));
                    Assert.True(body == 0 && !isHeaderDue, "a heartbeat stands within a message");
                    break;
            }

            Assert.True(body >= 0, "a body is longer than its header says");
            write = write[(8 + size)..];
        }

        Assert.True(body == 0 && !isHeaderDue, "a write ends within a message");
    }

    private sealed class Tcp(ConcurrentQueue<byte[]> writes) : ITcpClient
    {
        private Recording? _stream;

        public Socket Client { get; } = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };

        public bool Connected => Client.Connected;

        public TimeSpan ReceiveTimeout { get; set; }

        public Task ConnectAsync(IPAddress host, int port, CancellationToken cancellationToken = default) => Client.ConnectAsync(host, port, cancellationToken).AsTask();

        public NetworkStream GetStream() => _stream ??= new Recording(Client, writes);

        public void Close() => Client.Dispose();

        public void Dispose() => Client.Dispose();
    }

    private sealed class Recording(Socket socket, ConcurrentQueue<byte[]> writes) : NetworkStream(socket, ownsSocket: true)
    {
        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
        {
            writes.Enqueue(buffer.ToArray());
            return base.WriteAsync(buffer, cancellationToken);
        }

        // The client's own stream catches none of these.
        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) => throw new NotSupportedException("written by an array");

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException("written without waiting");

        public override void Write(ReadOnlySpan<byte> buffer) => throw new NotSupportedException("written without waiting");
    }
}
