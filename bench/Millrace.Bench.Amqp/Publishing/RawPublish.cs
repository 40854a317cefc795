using System.Diagnostics;
using Millrace.Bench.Amqp.Measuring;
using Millrace.Bench.Amqp.Raw;

namespace Millrace.Bench.Amqp.Publishing;

/// <summary>
/// The ceiling: one thread, one channel, frames that were made before, as many a call as the tasks would have outstanding. Confirmed, it keeps exactly one message
/// outstanding for each task and writes as many as were confirmed.
/// </summary>
internal sealed class RawPublish : PublishSubject
{
    private const int Batch = 64; // messages of one send(): some 9 KB
    private RawConnection _connection = null!;
    private int _tasks;
    private bool _isConfirmed;

    public override Task OpenAsync(Uri broker, int tasks, bool isConfirmed)
    {
        (_tasks, _isConfirmed) = (tasks, isConfirmed);
        _connection = new RawConnection(broker);
        _connection.OpenChannel(1);
        if (isConfirmed)
        {
            _connection.Send(new Frames().Method(1, 85, 10).Octet(0).End());
            _connection.Expect(85, 11);
        }

        return Task.CompletedTask;
    }

    public override Task RunAsync(Window window, string exchange, string routingKey, ReadOnlyMemory<byte> body)
    {
        var frames = new Frames();
        for (int n = 0; n < Math.Max(_tasks, Batch); n++)
        {
            frames.Publish(1, exchange, routingKey, body.Span);
        }

        int message = frames.Length / Math.Max(_tasks, Batch);
        return Task.Factory.StartNew(() => Loop(window, frames, message), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    public override ValueTask DisposeAsync()
    {
        _connection.Close();
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    protected override ValueTask PublishAsync(int task, string exchange, string routingKey, ReadOnlyMemory<byte> body) =>
        throw new NotSupportedException("it has a loop of its own");

    private void Loop(Window window, Frames frames, int message)
    {
        if (_isConfirmed)
        {
            Confirmed(window, frames, message);
            return;
        }

        long start;
        bool goesOn;
        do
        {
            start = Stopwatch.GetTimestamp();
            _connection.Send(frames.Written[..(message * Batch)]);
            goesOn = false;
            for (int n = 0; n < Batch; n++)
            {
                goesOn = window.Done(0, start);
            }
        }
        while (goesOn);
    }

    private void Confirmed(Window window, Frames frames, int message)
    {
        long[] starts = new long[_tasks];
        ulong sent = 0, confirmed = 0;
        bool goesOn = true;
        while (goesOn || confirmed < sent)
        {
            int room = goesOn ? _tasks - (int)(sent - confirmed) : 0;
            long now = Stopwatch.GetTimestamp();
            for (int n = 0; n < room; n++)
            {
                starts[sent++ % (ulong)_tasks] = now;
            }

            _connection.Send(frames.Written[..(room * message)]);
            do
            {
                RawFrame frame = _connection.Read();
                if (!frame.Is(60, 80))
                {
                    continue;
                }

                ulong tag = frame.LongLong(4);
                for (ulong one = frame.Payload.Span[12] == 1 ? confirmed + 1 : tag; one <= tag; one++)
                {
                    goesOn = window.Done(0, starts[(one - 1) % (ulong)_tasks]) && goesOn;
                    confirmed++;
                }
            }
            while (_connection.HasInput);
        }
    }
}
