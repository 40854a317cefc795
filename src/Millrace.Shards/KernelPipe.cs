using Millrace.Shards.Epoll;

namespace Millrace.Shards;

/// <summary>
/// A pipe of the kernel's through which bytes go from one link to another without being copied (splice(2)). Linux only, for links of an epoll shard. Used on the shard's thread.
/// </summary>
/// <remarks>Its descriptors belong to it alone; an empty one may serve another pair of links.</remarks>
public sealed unsafe class KernelPipe : IDisposable
{
    /// <summary>What is asked of the kernel; one that grants less (fs.pipe-max-size, fs.pipe-user-pages-soft) is used all the same.</summary>
    private const int Bytes = 1 << 20;

    private readonly int _out;
    private readonly int _in;
    private bool _closed;

    private KernelPipe(int output, int input) => (_out, _in) = (output, input);

    /// <summary>Bytes that are in it.</summary>
    public int Held { get; private set; }

    /// <summary>Opens one for links of this shard; null where the system has none, or no descriptors left: then bytes go through buffers.</summary>
    public static KernelPipe? TryOpen(Shard shard)
    {
        ArgumentNullException.ThrowIfNull(shard);
        int* ends = stackalloc int[2];
        if (shard.Kind != ShardKind.Epoll || Native.Pipe(ends, Native.NonBlocking | Native.CloseOnExec) != 0)
        {
            return null;
        }

        _ = Native.FileControl(ends[1], Native.SetPipeSize, Bytes);
        return new KernelPipe(ends[0], ends[1]);
    }

    /// <summary>Takes what has arrived, while it is empty: the count of bytes, 0 at the end of the stream, -1 when nothing is there yet.</summary>
    public int TryFill(TcpLink from)
    {
        if (Held > 0)
        {
            throw new InvalidOperationException("The pipe must be empty: what is in it comes first.");
        }

        int moved = ((EpollTcpLink)from).TryReceive(_in, Bytes);
        Held += Math.Max(0, moved);
        return moved;
    }

    /// <summary>Hands on what is in it: how many bytes went. Where some are left, wait until the link is writable.</summary>
    public int TryDrain(TcpLink to)
    {
        int all = 0;
        while (Held > 0 && ((EpollTcpLink)to).TrySend(_out, Held) is > 0 and int moved)
        {
            all += moved;
            Held -= moved;
        }

        return all;
    }

    /// <summary>Takes bytes out of it into memory: how many, 0 when it is empty.</summary>
    public int Read(Span<byte> destination)
    {
        if (Held == 0)
        {
            return 0;
        }

        fixed (byte* buffer = destination)
        {
            int read = (int)Native.Read(_out, buffer, destination.Length);
            if (read <= 0)
            {
                throw Errno.ToException(Native.LastError, "Reading a pipe");
            }

            Held -= read;
            return read;
        }
    }

    /// <summary>Closes it; what is in it is lost.</summary>
    public void Dispose()
    {
        if (!_closed)
        {
            _closed = true;
            Held = 0;
            _ = Native.Close(_out);
            _ = Native.Close(_in);
        }
    }
}
