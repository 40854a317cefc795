using System.Buffers.Binary;
using System.Diagnostics;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Consuming;

/// <summary>
/// Publishes to all queues in turn by hand-made frames, never more than so many ahead of the consumers: the queues stay short, so the consumers are what is measured.
/// </summary>
internal sealed class Feeder : IDisposable
{
    private const int Batch = 50;
    private readonly RawConnection _connection;
    private readonly IReadOnlyList<string> _queues;
    private readonly int _ahead;
    private readonly SemaphoreSlim _room = new(0);
    private readonly Thread _thread;
    private volatile bool _isStopped;
    private long _received;

    public Feeder(Uri broker, IReadOnlyList<string> queues, int ahead)
    {
        (_queues, _ahead) = (queues, ahead);
        _connection = new RawConnection(broker);
        _connection.OpenChannel(1);
        _thread = new Thread(Run) { IsBackground = true };
    }

    /// <summary>Begins; whoever takes what comes must know this feeder by then.</summary>
    public void Start() => _thread.Start();

    public long Sent { get; private set; }

    public long Received => Volatile.Read(ref _received);

    /// <summary>The time that a body was on its way; tells the feeder that it came.</summary>
    public TimeSpan Take(ReadOnlyMemory<byte> body)
    {
        if (Interlocked.Increment(ref _received) % Batch == 0)
        {
            _room.Release();
        }

        return Stopwatch.GetElapsedTime(BinaryPrimitives.ReadInt64LittleEndian(body.Span));
    }

    /// <summary>Sends no more; false where not everything came within 30 s.</summary>
    public async Task<bool> StopAsync()
    {
        _isStopped = true;
        _thread.Join();
        for (long start = Stopwatch.GetTimestamp(); Received < Sent; await Task.Delay(10))
        {
            if (Stopwatch.GetElapsedTime(start) > TimeSpan.FromSeconds(30))
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        _isStopped = true;
        _thread.Join();
        _connection.Close();
        _connection.Dispose();
        _room.Dispose();
    }

    private void Run()
    {
        var frames = new Frames();
        byte[] body = new byte[100];
        for (int batches = 0; !_isStopped; batches++)
        {
            if (batches >= _ahead / Batch && !_room.Wait(TimeSpan.FromMilliseconds(100)))
            {
                batches--;
                continue;
            }

            BinaryPrimitives.WriteInt64LittleEndian(body, Stopwatch.GetTimestamp());
            for (int n = 0; n < Batch; n++)
            {
                frames.Publish(1, "", _queues[(int)(Sent++ % _queues.Count)], body);
            }

            _connection.Send(frames);
        }
    }
}
