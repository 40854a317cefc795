using System.Buffers.Binary;
using System.Diagnostics;
using System.Net.Sockets;
using System.Text;

namespace Millrace.Bench.Amqp.Raw;

/// <summary>A blocking AMQP connection that does nothing which its user does not ask for: the ceiling of what a client can do here.</summary>
internal sealed class RawConnection : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
    private byte[] _in = new byte[1 << 18];
    private int _start;
    private int _end;

    public RawConnection(Uri broker)
    {
        _socket.Connect(broker.Host, broker.Port);
        string[] user = broker.UserInfo.Split(':').Select(Uri.UnescapeDataString).ToArray();
        var frames = new Frames();
        Send(frames.Bytes("AMQP\0\0\x09\x01"u8));
        Expect(10, 10);
        Send(frames.Method(0, 10, 11).Long(0).ShortText("PLAIN").LongText($"\0{user[0]}\0{user[1]}").ShortText("en_US").End());
        Expect(10, 30);
        Send(frames.Method(0, 10, 31).Short(2047).Long(131072).Short(0).End().Method(0, 10, 40).ShortText(Vhost(broker)).ShortText("").Octet(0).End());
        Expect(10, 41);
    }

    /// <summary>Sends all of it and clears it.</summary>
    public void Send(Frames frames)
    {
        Send(frames.Written);
        frames.Clear();
    }

    public void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    /// <summary>True where a frame can be had without waiting for the network for long.</summary>
    public bool HasInput => _end - _start >= 8 || _socket.Available > 0;

    /// <summary>The next frame; its payload is valid until the next call.</summary>
    public RawFrame Read()
    {
        Fill(7);
        int size = BinaryPrimitives.ReadInt32BigEndian(_in.AsSpan(_start + 3));
        Fill(size + 8);
        var frame = new RawFrame(_in[_start], BinaryPrimitives.ReadUInt16BigEndian(_in.AsSpan(_start + 1)), _in.AsMemory(_start + 7, size));
        _start += size + 8;
        return frame;
    }

    /// <summary>Reads until this method came, and complains where the broker closes in its place.</summary>
    public RawFrame Expect(int type, int method)
    {
        while (true)
        {
            RawFrame frame = Read();
            if (frame.Is(type, method))
            {
                return frame;
            }

            if (frame.Is(10, 50) || frame.Is(20, 40))
            {
                throw new InvalidOperationException($"the broker closed with {frame.Short(4)} {Encoding.UTF8.GetString(frame.Payload.Span.Slice(7, frame.Payload.Span[6]))}, where {type}.{method} was awaited");
            }
        }
    }

    public void OpenChannel(int channel)
    {
        Send(new Frames().Method(channel, 20, 10).Octet(0).End());
        Expect(20, 11);
    }

    /// <summary>A queue that forgets its oldest messages, and that goes with the node: not durable, not exclusive.</summary>
    public void DeclareQueue(int channel, string name, int maxLength)
    {
        var frames = new Frames();
        frames.Method(channel, 50, 10).Short(0).ShortText(name).Octet(0);
        byte[] key = Encoding.ASCII.GetBytes("x-max-length");
        if (maxLength > 0)
        {
            frames.Long(1 + key.Length + 5).Octet((byte)key.Length).Bytes(key).Octet((byte)'I').Long(maxLength);
        }
        else
        {
            frames.Long(0);
        }

        Send(frames.End());
        Expect(50, 11);
    }

    /// <summary>How many messages wait in a queue, once no more come: waits for at most so many, and ends when their number has stood still for a second.</summary>
    public long CountMessages(int channel, string name, long expected)
    {
        long count = -1;
        for (long since = Stopwatch.GetTimestamp(); count < expected && Stopwatch.GetElapsedTime(since) < TimeSpan.FromSeconds(1); Thread.Sleep(20))
        {
            Send(new Frames().Method(channel, 50, 10).Short(0).ShortText(name).Octet(1).Long(0).End()); // passive: asks, makes nothing
            ReadOnlySpan<byte> ok = Expect(50, 11).Payload.Span;
            long now = BinaryPrimitives.ReadUInt32BigEndian(ok[(5 + ok[4])..]);
            (since, count) = (now == count ? since : Stopwatch.GetTimestamp(), now);
        }

        return count;
    }

    public void DeleteQueue(int channel, string name)
    {
        Send(new Frames().Method(channel, 50, 40).Short(0).ShortText(name).Octet(0).End());
        Expect(50, 41);
    }

    /// <summary>An orderly close: its answer says that the broker has read everything before it.</summary>
    public void Close()
    {
        Send(new Frames().Method(0, 10, 50).Short(200).ShortText("").Short(0).Short(0).End());
        while (!Read().Is(10, 51))
        {
        }
    }

    /// <summary>Ends whoever reads it in another thread.</summary>
    public void Abort()
    {
        try
        {
            _socket.Shutdown(SocketShutdown.Both);
        }
        catch (SocketException)
        {
            // The broker was first.
        }
    }

    public void Dispose() => _socket.Dispose();

    private static string Vhost(Uri broker) => broker.AbsolutePath.Length > 1 ? Uri.UnescapeDataString(broker.AbsolutePath[1..]) : "/";

    private void Fill(int count)
    {
        if (_start + count > _in.Length)
        {
            byte[] room = count > _in.Length ? new byte[count * 2] : _in;
            _in.AsSpan(_start, _end - _start).CopyTo(room);
            (_in, _end, _start) = (room, _end - _start, 0);
        }

        while (_end - _start < count)
        {
            if (_start == _end)
            {
                _start = _end = 0;
            }

            int got = _socket.Receive(_in.AsSpan(_end));
            _end += got > 0 ? got : throw new EndOfStreamException("the broker closed the connection");
        }
    }
}
