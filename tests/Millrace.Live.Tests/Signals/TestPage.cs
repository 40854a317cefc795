using System.Threading.Channels;
using Millrace.Live.Host.Signals;

namespace Millrace.Live.Tests.Signals;

/// <summary>A page without a tree: a queue of reactions, turns, and a synchronisation context whose continuations run in turns.</summary>
internal sealed class TestPage : ReactionQueue
{
    private readonly Queue<(SendOrPostCallback, object?)> _posted = new();
    private readonly Channel<bool> _arrived = Channel.CreateUnbounded<bool>();
    private int _wakes;

    internal int Wakes => Volatile.Read(ref _wakes);

    internal int Scheduled { get; private set; }

    internal List<Exception> Problems { get; } = [];

    /// <summary>Runs something as a turn of this page, and flushes.</summary>
    internal int Turn(Action body)
    {
        SynchronizationContext? outer = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new PageContext(this));
        try
        {
            using (Enter())
            {
                body();
                return Flush(100);
            }
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(outer);
        }
    }

    /// <summary>Runs what arrives from elsewhere until the condition holds.</summary>
    internal async Task UntilAsync(Func<bool> condition)
    {
        while (!condition())
        {
            await _arrived.Reader.ReadAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
            Turn(RunPosted);
        }
    }

    internal override void Unhandled(Exception exception) => Problems.Add(exception);

    protected override void OnWoken()
    {
        Interlocked.Increment(ref _wakes);
        _arrived.Writer.TryWrite(true);
    }

    protected override void OnScheduled() => Scheduled++;

    private void RunPosted()
    {
        while (true)
        {
            (SendOrPostCallback Callback, object? State) work;
            lock (_posted)
            {
                if (!_posted.TryDequeue(out work))
                {
                    return;
                }
            }
            work.Callback(work.State);
        }
    }

    private sealed class PageContext(TestPage page) : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state)
        {
            lock (page._posted)
            {
                page._posted.Enqueue((d, state));
            }
            page._arrived.Writer.TryWrite(true);
        }
    }
}
