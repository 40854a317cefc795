using System.Collections.Concurrent;

namespace Millrace.Amqp.Publishing;

/// <summary>
/// Lets many callers go on without a work item of the thread pool for each, and never on the thread that reads from the broker. One work item runs them in turn; before each it asks
/// for another work item if there are more, so that a caller which blocks its thread holds up nobody but itself.
/// </summary>
internal sealed class CompletionLine : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<ICompletable> _ready = new();
    private int _isAsked;

    public void Add(ICompletable ready) => _ready.Enqueue(ready);

    /// <summary>To be called after one or more were added.</summary>
    public void Run()
    {
        if (Interlocked.Exchange(ref _isAsked, 1) == 0)
        {
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    void IThreadPoolWorkItem.Execute()
    {
        // Before the first look: what is added from here on asks anew.
        Interlocked.Exchange(ref _isAsked, 0);
        while (_ready.TryDequeue(out ICompletable? next))
        {
            if (!_ready.IsEmpty)
            {
                Run();
            }

            next.Complete();
        }
    }
}
