using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Consuming;

/// <summary>The ceiling: all channels, prefetches and consumers are asked for in one go and nothing is awaited in between; one thread reads and acknowledges.</summary>
internal sealed class RawConsume : ConsumeSubject
{
    private RawConnection _connection = null!;

    public override Task ConnectAsync(Uri broker)
    {
        _connection = new RawConnection(broker);
        return Task.CompletedTask;
    }

    public override Task StartAsync(IReadOnlyList<string> queues, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var frames = new Frames(1 << 17);
        for (int n = 0; n < queues.Count; n++)
        {
            frames.Method(n + 1, 20, 10).Octet(0).End();
            frames.Method(n + 1, 60, 10).Long(0).Short(Prefetch).Octet(0).End();
            frames.Method(n + 1, 60, 20).Short(0).ShortText(queues[n]).ShortText("").Octet(0).Long(0).End();
        }

        // The reader first: the broker may stop reading while its own answers are not read.
        new Thread(() => Read(queues.Count, started, onMessage)) { IsBackground = true }.Start();
        _connection.Send(frames);
        return started.Task;
    }

    public override ValueTask DisposeAsync()
    {
        _connection.Abort();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private void Read(int consumers, TaskCompletionSource started, Action<ReadOnlyMemory<byte>> onMessage)
    {
        var acks = new Frames();
        ulong tag = 0;
        try
        {
            while (true)
            {
                RawFrame frame = _connection.Read();
                if (frame.Is(60, 60))
                {
                    tag = frame.LongLong(5 + frame.Payload.Span[4]);
                }
                else if (frame.Kind == 3)
                {
                    onMessage(frame.Payload);
                    acks.Method(frame.Channel, 60, 80).LongLong(tag).Octet(0).End();
                }
                else if (frame.Is(60, 21) && --consumers == 0)
                {
                    started.TrySetResult();
                }
                else if (frame.Is(20, 40) || frame.Is(10, 50))
                {
                    started.TrySetException(new InvalidOperationException("the broker refused a consumer"));
                }

                if (acks.Length > 0 && (acks.Length > 1 << 16 || !_connection.HasInput))
                {
                    _connection.Send(acks);
                }
            }
        }
        catch (Exception exception) when (exception is EndOfStreamException or System.Net.Sockets.SocketException or ObjectDisposedException)
        {
            started.TrySetException(exception);
        }
    }
}
