namespace Millrace.Live.Host.Sessions;

/// <summary>
/// Something that does one thing at a time, on whichever thread has it to do: the one that has the turn. What comes meanwhile waits in its mail and is done by that thread before
/// it lets go, so nothing ever blocks. It is the SynchronizationContext of its own turns: what they await comes back as mail.
/// </summary>
internal abstract class Actor : SynchronizationContext, IThreadPoolWorkItem
{
    // Mail done in one go before another session has a chance of the thread.
    private const int MailPerTurn = 64;

    // Nothing, one item or a queue of them: hardly any session ever has two waiting, and thousands have none.
    private object? _mail;
    private bool _isBusy;

    /// <summary>Items that wait; read without the lock it may be a moment old.</summary>
    public int Waiting => Volatile.Read(ref _mail) switch { null => 0, Queue<object> queue => queue.Count, _ => 1 };

    /// <inheritdoc/>
    public sealed override void Post(SendOrPostCallback d, object? state) => Put(new Continuation(d, state));

    /// <inheritdoc/>
    public sealed override void Send(SendOrPostCallback d, object? state)
    {
        if (Current != this)
        {
            throw new NotSupportedException("A session's turn is not waited for on another thread: that could wait for ever. Post the action instead.");
        }

        d(state);
    }

    /// <inheritdoc/>
    public sealed override SynchronizationContext CreateCopy() => this;

    /// <summary>Has an action done in a turn, soon. Any thread.</summary>
    public void Post(Action action) => Put(action);

    /// <summary>Runs one turn of mail on a thread of the pool; the turn was taken when it was put there.</summary>
    void IThreadPoolWorkItem.Execute() => Leave();

    /// <summary>Waits for the turn. Whoever has it calls <see cref="Leave"/> at its end; nothing is awaited in between.</summary>
    protected ValueTask EnterAsync()
    {
        lock (this)
        {
            if (!_isBusy)
            {
                _isBusy = true;
                return default;
            }

            TurnWait wait = new();
            Add(wait);
            return new ValueTask(wait.Task);
        }
    }

    /// <summary>Takes the turn where nobody has it.</summary>
    protected bool TryEnter()
    {
        lock (this)
        {
            if (_isBusy)
            {
                return false;
            }

            _isBusy = true;
            return true;
        }
    }

    /// <summary>Does what came meanwhile, then lets go of the turn, or hands it to who waits for it.</summary>
    protected void Leave()
    {
        for (int done = 0; done < MailPerTurn; done++)
        {
            object item;
            lock (this)
            {
                if (Take() is not { } next)
                {
                    _isBusy = false;
                    return;
                }

                item = next;
            }

            if (item is TurnWait wait)
            {
                wait.SetResult();
                return;
            }

            OpenMail(item);
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>As <see cref="Leave"/>, but what came meanwhile is done on a thread of the pool.</summary>
    protected void LeaveOnPool() => ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);

    /// <summary>Has an item of any kind opened in a turn, soon. Any thread.</summary>
    protected void PostItem(object item) => Put(item);

    /// <summary>True for what somebody awaits in a turn of this actor: code in the middle of its work, as opposed to something new.</summary>
    protected static bool IsContinuation(object item) => item is Continuation;

    /// <summary>Called in a turn with every item of mail: has it run by <see cref="RunItem"/>, and does whatever belongs around that. Must not throw.</summary>
    protected abstract void OpenMail(object item);

    /// <summary>Runs an item of mail.</summary>
    protected static void RunItem(object item)
    {
        if (item is Action action)
        {
            action();
        }
        else
        {
            ((Continuation)item).Run();
        }
    }

    private void Put(object item)
    {
        lock (this)
        {
            Add(item);
            if (_isBusy)
            {
                return;
            }

            _isBusy = true;
        }

        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    private void Add(object item)
    {
        switch (_mail)
        {
            case null:
                _mail = item;
                break;
            case Queue<object> queue:
                queue.Enqueue(item);
                break;
            case { } first:
                Queue<object> both = new();
                both.Enqueue(first);
                both.Enqueue(item);
                _mail = both;
                break;
        }
    }

    private object? Take()
    {
        if (_mail is not Queue<object> queue)
        {
            object? item = _mail;
            _mail = null;
            return item;
        }

        object first = queue.Dequeue();
        if (queue.Count == 0)
        {
            _mail = null;
        }

        return first;
    }

    private sealed class TurnWait() : TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Continuation(SendOrPostCallback callback, object? state)
    {
        public void Run() => callback(state);
    }
}
