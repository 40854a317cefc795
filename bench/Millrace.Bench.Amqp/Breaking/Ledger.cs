using System.Buffers.Binary;
using System.Diagnostics;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Breaking;

/// <summary>
/// What was said to be sent, and what came: it takes every message of the queue over a connection of its own that is never broken, and shares no code with the
/// publishers. A body is the task (4 bytes), its message (4) and the time of its publish (8).
/// </summary>
internal sealed class Ledger : IDisposable
{
    public const int BodyBytes = 16;
    private readonly RawConnection _connection;
    private readonly List<bool>[] _arrived;
    private readonly List<Fate>[] _fates;
    private readonly long[] _back;
    private long _since = long.MaxValue;
    private int _missing;
    private TaskCompletionSource _all = new();

    public Ledger(Uri broker, string queue, int tasks)
    {
        _arrived = [.. Enumerable.Range(0, tasks).Select(_ => new List<bool>())];
        _fates = [.. Enumerable.Range(0, tasks).Select(_ => new List<Fate>())];
        _back = new long[tasks];
        _connection = new RawConnection(broker);
        _connection.OpenChannel(1);
        _connection.DeclareQueue(1, queue, maxLength: 0);
        _connection.Send(new Frames().Method(1, 60, 20).Short(0).ShortText(queue).ShortText("").Octet(2).Long(0).End()); // no-ack
        _connection.Expect(60, 21);
        new Thread(Read) { IsBackground = true }.Start();
    }

    public long Arrivals { get; private set; }

    public long Duplicates { get; private set; }

    /// <summary>What the ledger itself keeps in memory.</summary>
    public long Bytes => _fates.Sum(task => (long)task.Capacity) + _arrived.Sum(task => (long)task.Capacity);

    public static byte[] Body(int task, int message)
    {
        byte[] body = new byte[BodyBytes];
        BinaryPrimitives.WriteInt32LittleEndian(body, task);
        BinaryPrimitives.WriteInt32LittleEndian(body.AsSpan(4), message);
        BinaryPrimitives.WriteInt64LittleEndian(body.AsSpan(8), Stopwatch.GetTimestamp());
        return body;
    }

    /// <summary>A task begins its next message; its number is the next one of this task.</summary>
    public int Begin(int task)
    {
        List<Fate> fates = _fates[task];
        lock (fates)
        {
            fates.Add(Fate.Open);
            return fates.Count - 1;
        }
    }

    /// <summary>What was said of it.</summary>
    public void Close(int task, int message, Fate fate)
    {
        List<Fate> fates = _fates[task];
        lock (fates)
        {
            fates[message] = fate;
        }
    }

    /// <summary>Waits until from every task a message has arrived that was published after <paramref name="since"/>; returns when each one's first did.</summary>
    public async Task<long[]> AllBackAsync(long since, TimeSpan limit)
    {
        lock (_back)
        {
            Array.Clear(_back);
            (_missing, _all, _since) = (_back.Length, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), since);
        }

        await Task.WhenAny(_all.Task, Task.Delay(limit));
        lock (_back)
        {
            return [.. _back];
        }
    }

    /// <summary>The account, once nothing has come for half a second.</summary>
    public async Task<Books> BalanceAsync()
    {
        for (long before = -1; before != Arrivals; await Task.Delay(500))
        {
            before = Arrivals;
        }

        return Balance();
    }

    /// <summary>The account as it stands.</summary>
    public Books Balance()
    {
        var sum = new Books { Duplicates = Duplicates };
        for (int task = 0; task < _fates.Length; task++)
        {
            Fate[] fates;
            bool[] arrived;
            lock (_fates[task])
            {
                fates = [.. _fates[task]];
            }

            lock (_arrived[task])
            {
                arrived = [.. _arrived[task]];
            }

            long Count(Fate fate, bool came) => fates.Where((one, message) => one == fate && came == (message < arrived.Length && arrived[message])).LongCount();
            long lost = Count(Fate.Reported, false), unknownCame = Count(Fate.Unknown, true), notSentCame = Count(Fate.NotSent, true);
            sum = sum with
            {
                Begun = sum.Begun + fates.Length,
                Lost = sum.Lost + lost,
                Reported = sum.Reported + lost + Count(Fate.Reported, true),
                UnknownArrived = sum.UnknownArrived + unknownCame,
                Unknown = sum.Unknown + unknownCame + Count(Fate.Unknown, false),
                NotSentArrived = sum.NotSentArrived + notSentCame,
                NotSent = sum.NotSent + notSentCame + Count(Fate.NotSent, false),
                Open = sum.Open + Count(Fate.Open, true) + Count(Fate.Open, false),
                Foreign = sum.Foreign + arrived.Skip(fates.Length).Count(came => came),
            };
        }

        return sum;
    }

    public void Dispose()
    {
        _connection.Abort();
        _connection.Dispose();
    }

    private void Read()
    {
        try
        {
            while (true)
            {
                RawFrame frame = _connection.Read();
                if (frame.Kind == 3)
                {
                    Take(frame.Payload.Span);
                }
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            // Disposed.
        }
    }

    private void Take(ReadOnlySpan<byte> body)
    {
        int task = BinaryPrimitives.ReadInt32LittleEndian(body);
        int message = BinaryPrimitives.ReadInt32LittleEndian(body[4..]);
        long sent = BinaryPrimitives.ReadInt64LittleEndian(body[8..]);
        Arrivals++;
        List<bool> arrived = _arrived[task];
        lock (arrived)
        {
            while (arrived.Count <= message)
            {
                arrived.Add(false);
            }

            Duplicates += arrived[message] ? 1 : 0;
            arrived[message] = true;
        }

        lock (_back)
        {
            if (sent > _since && _back[task] == 0)
            {
                _back[task] = Stopwatch.GetTimestamp();
                if (--_missing == 0)
                {
                    _all.TrySetResult();
                }
            }
        }
    }
}
