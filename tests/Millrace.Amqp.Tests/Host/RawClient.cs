using System.Net.Sockets;
using Millrace.Amqp.Wire;
using Millrace.Amqp.Wire.Methods;

namespace Millrace.Amqp.Tests.Host;

/// <summary>A client that says exactly what a test wants it to say.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly TcpClient _tcp = new();
    private readonly AmqpWriter _writer = new();
    private byte[] _buffer = new byte[1 << 20];
    private int _count;
    private int _consumed;

    public static async Task<RawClient> ConnectAsync(Uri address)
    {
        RawClient client = new();
        await client._tcp.ConnectAsync(address.Host, address.Port);
        return client;
    }

    /// <summary>One that has an open connection and, where asked for, channel 1.</summary>
    public static async Task<RawClient> OpenAsync(Uri address, bool channel = true, string user = "guest", string password = "guest", ConnectionTuneOk? tune = null)
    {
        RawClient client = await ConnectAsync(address);
        await client.SendAsync(ProtocolHeader.Bytes.ToArray());
        await client.ExpectAsync<ConnectionStart>();
        FieldTable capabilities = new() { { "authentication_failure_close", true }, { "consumer_cancel_notify", true }, { "connection.blocked", true } };
        await client.SendAsync(0, new ConnectionStartOk(
            new FieldTable { { "capabilities", capabilities } }, "PLAIN", System.Text.Encoding.UTF8.GetBytes($"\0{user}\0{password}"), "en_US"));
        await client.ExpectAsync<ConnectionTune>();
        await client.SendAsync(0, tune ?? new ConnectionTuneOk(2047, 131072, 0));
        await client.SendAsync(0, new ConnectionOpen("/"));
        await client.ExpectAsync<ConnectionOpenOk>();
        if (channel)
        {
            await client.SendAsync(1, new ChannelOpen());
            await client.ExpectAsync<ChannelOpenOk>();
        }

        return client;
    }

    public async Task SendAsync(byte[] bytes) => await _tcp.GetStream().WriteAsync(bytes);

    public Task SendAsync<T>(ushort channel, T method)
        where T : IAmqpMethod<T> => WriteAsync(writer => writer.Method(channel, method));

    public async Task WriteAsync(Action<AmqpWriter> write)
    {
        _writer.Clear();
        write(_writer);
        await _tcp.GetStream().WriteAsync(_writer.WrittenMemory);
    }

    /// <summary>The next method that is no heartbeat, which must be this one.</summary>
    public async Task<T> ExpectAsync<T>()
        where T : IAmqpMethod<T>
    {
        byte[] frame = await NextAsync() ?? throw new InvalidOperationException($"The stream ended where {AmqpMethod.NameOf(T.Id)} was expected.");
        FrameReader.Read(frame, 0, out Frame read);
        AmqpReader reader = new(read.Payload);
        uint method = reader.Bits32();
        if (method != T.Id)
        {
            throw new InvalidOperationException($"{AmqpMethod.NameOf(T.Id)} was expected, and {AmqpMethod.NameOf(method) ?? Convert.ToHexString(frame)} came: {Said(read)}");
        }

        return T.Read(ref reader);
    }

    /// <summary>The next frame that is no heartbeat; null at the end of the stream, however it ends.</summary>
    public async Task<byte[]?> NextAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            FrameStatus status = FrameReader.Read(_buffer.AsSpan(_consumed, _count - _consumed), 0, out Frame frame);
            if (status == FrameStatus.Complete)
            {
                byte[] whole = _buffer.AsSpan(_consumed, frame.Size).ToArray();
                bool isBeat = frame.Kind == FrameKind.Heartbeat;
                _consumed += frame.Size;
                if (!isBeat)
                {
                    return whole;
                }

                continue;
            }

            Assert.Equal(FrameStatus.Incomplete, status);
            if (!await FillAsync(limit.Token))
            {
                return null;
            }
        }
    }

    /// <summary>All bytes until the end of the stream.</summary>
    public async Task<byte[]> ReadToEndAsync()
    {
        using CancellationTokenSource limit = new(Limit);
        while (await FillAsync(limit.Token))
        {
        }

        return _buffer.AsSpan(_consumed, _count - _consumed).ToArray();
    }

    public void Reset()
    {
        _tcp.LingerState = new LingerOption(true, 0);
        _tcp.Close();
    }

    public void Dispose() => _tcp.Dispose();

    private static string Said(Frame frame)
    {
        AmqpReader reader = new(frame.Payload);
        return reader.Bits32() switch
        {
            AmqpMethod.ConnectionClose => ConnectionClose.Read(ref reader).ToString(),
            AmqpMethod.ChannelClose => ChannelClose.Read(ref reader).ToString(),
            _ => "",
        };
    }

    private async Task<bool> FillAsync(CancellationToken cancel)
    {
        if (_consumed > 0)
        {
            _buffer.AsSpan(_consumed, _count - _consumed).CopyTo(_buffer);
            (_count, _consumed) = (_count - _consumed, 0);
        }

        if (_count == _buffer.Length)
        {
            Array.Resize(ref _buffer, _buffer.Length * 2);
        }

        try
        {
            int received = await _tcp.GetStream().ReadAsync(_buffer.AsMemory(_count), cancel);
            _count += received;
            return received > 0;
        }
        catch (IOException)
        {
            return false;
        }
    }
}
