using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Gateway.Tests.Host;

/// <summary>A client that speaks bytes, so that it can be as wrong as a test needs.</summary>
internal sealed class RawClient : IDisposable
{
    public const byte Fin = 0x80;
    public const byte Continuation = 0;
    public const byte Text = 1;
    public const byte Binary = 2;
    public const byte Close = 8;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async Task ConnectAsync(int port) => await _socket.ConnectAsync(IPAddress.Loopback, port, Stopping);

    public static async Task<RawClient> ConnectNewAsync(int port, int? receiveBuffer = null, IPAddress? from = null)
    {
        RawClient client = new();
        if (from is not null)
        {
            client._socket.Bind(new IPEndPoint(from, 0));
        }

        if (receiveBuffer is { } bytes)
        {
            client._socket.ReceiveBufferSize = bytes;
        }

        await client.ConnectAsync(port);
        return client;
    }

    /// <summary>A client that has done the opening handshake.</summary>
    public static async Task<RawClient> OpenAsync(int port, int? receiveBuffer = null)
    {
        RawClient client = await ConnectNewAsync(port, receiveBuffer);
        await client.SendAsync(Upgrade());
        Assert.StartsWith("HTTP/1.1 101 ", await client.ReadHeadAsync(), StringComparison.Ordinal);
        return client;
    }

    /// <summary>True when the server ends a new connection before it is asked anything.</summary>
    public static async Task<bool> IsResetAsync(int port)
    {
        try
        {
            using RawClient client = await ConnectNewAsync(port);
            return await client.IsEndedAsync();
        }
        catch (SocketException e) when (e.SocketErrorCode == SocketError.ConnectionReset)
        {
            return true; // So soon that it hit the connect itself.
        }
    }

    public static byte[] Upgrade(string path = "/ws/room", string extra = "", string host = "localhost") => Encoding.ASCII.GetBytes(
        $"GET {path} HTTP/1.1\r\nHost: {host}\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        + $"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n{extra}\r\n");

    /// <summary>A frame of RFC 6455 section 5.2, masked with a key of zeros as clients must, or not.</summary>
    public static byte[] Frame(byte first, ReadOnlySpan<byte> payload, bool masked = true)
    {
        List<byte> frame = [first];
        byte mask = masked ? (byte)0x80 : (byte)0;
        Span<byte> length = stackalloc byte[8];
        switch (payload.Length)
        {
            case < 126:
                frame.Add((byte)(mask | payload.Length));
                break;
            case <= ushort.MaxValue:
                frame.Add((byte)(mask | 126));
                BinaryPrimitives.WriteUInt16BigEndian(length, (ushort)payload.Length);
                frame.AddRange(length[..2]);
                break;
            default:
                frame.Add((byte)(mask | 127));
                BinaryPrimitives.WriteUInt64BigEndian(length, (ulong)payload.Length);
                frame.AddRange(length);
                break;
        }

        if (masked)
        {
            frame.AddRange([0, 0, 0, 0]);
        }

        frame.AddRange(payload);
        return [.. frame];
    }

    public async Task SendAsync(ReadOnlyMemory<byte> bytes)
    {
        while (bytes.Length > 0)
        {
            bytes = bytes[await _socket.SendAsync(bytes, Stopping)..];
        }
    }

    public async Task<string> ReadHeadAsync()
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await _socket.ReceiveAsync(one, Stopping) == 0)
            {
                break;
            }

            head.Append((char)one[0]);
        }

        return head.ToString();
    }

    /// <summary>The next unmasked frame: its first byte and its payload.</summary>
    public async Task<(byte First, byte[] Payload)> ReadFrameAsync()
    {
        byte[] head = await ReadAsync(2);
        int length = head[1];
        if (length == 126)
        {
            length = BinaryPrimitives.ReadUInt16BigEndian(await ReadAsync(2));
        }
        else if (length == 127)
        {
            length = checked((int)BinaryPrimitives.ReadUInt64BigEndian(await ReadAsync(8)));
        }

        return (head[0], await ReadAsync(length));
    }

    /// <summary>The code of the close frame that must come next.</summary>
    public async Task<int> ReadCloseCodeAsync()
    {
        (byte first, byte[] payload) = await ReadFrameAsync();
        Assert.Equal(Fin | Close, first);
        return BinaryPrimitives.ReadUInt16BigEndian(payload);
    }

    /// <summary>True when the server ends the stream, in order or by a reset, before it sends another byte.</summary>
    public async Task<bool> IsEndedAsync(bool allowReset = true)
    {
        try
        {
            return await _socket.ReceiveAsync(new byte[1], Stopping) == 0;
        }
        catch (SocketException e) when (e.SocketErrorCode is SocketError.ConnectionReset or SocketError.ConnectionAborted)
        {
            return allowReset;
        }
    }

    /// <summary>Ends our half of the stream.</summary>
    public void ShutdownSend() => _socket.Shutdown(SocketShutdown.Send);

    public void Dispose() => _socket.Dispose();

    private async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        for (int at = 0; at < count;)
        {
            int received = await _socket.ReceiveAsync(bytes.AsMemory(at), Stopping);
            Assert.True(received > 0, "The server ended the stream where a frame was due.");
            at += received;
        }

        return bytes;
    }
}
