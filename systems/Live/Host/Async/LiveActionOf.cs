using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// Something asynchronous that handlers start: its policy says what happens when it is started while it runs, and two signals say how it stands.
/// Runs are cancelled when the page ends, not when the component is taken out of it: what was ordered is carried out.
/// </summary>
/// <typeparam name="TInput">What a run is given.</typeparam>
public sealed class LiveAction<TInput>
{
    private readonly Func<TInput, CancellationToken, Task> _body;
    private readonly ActionPolicy _policy;
    private readonly Signal<bool> _pending = new(false);
    private readonly Signal<Exception?> _error = new(null);
    private readonly List<CancellationTokenSource> _running = [];
    private Queue<TInput>? _waiting;

    /// <summary>Makes an action.</summary>
    /// <param name="body">What a run does. It begins in the page's turn and comes back to it after each await, so it may write signals.</param>
    /// <param name="policy">What happens when it is run while it runs; by default <see cref="ActionPolicy.Queue"/>.</param>
    public LiveAction(Func<TInput, CancellationToken, Task> body, ActionPolicy? policy = null)
    {
        ArgumentNullException.ThrowIfNull(body);
        (_body, _policy) = (body, policy ?? ActionPolicy.Queue());
    }

    /// <summary>Whether something runs or waits.</summary>
    public Readable<bool> Pending => _pending;

    /// <summary>Why the last run failed; null from the start of the next run on. An error that nothing shows is written to the server's log.</summary>
    public Readable<Exception?> Error => _error;

    /// <summary>Starts a run, as far as the policy lets it. Called in the page's turn.</summary>
    public ActionOutcome Run(TInput input)
    {
        ReactionScheduler scheduler = ReactiveContext.Current.Scheduler ?? ImmediateScheduler.Instance;
        if (scheduler.HasEnded)
        {
            return ActionOutcome.Dropped;
        }
        if (_policy.CancelsPrevious)
        {
            Cancel();
        }
        if (_running.Count < _policy.AtOnce)
        {
            Start(scheduler, input);
            return ActionOutcome.Started;
        }
        if ((_waiting?.Count ?? 0) >= _policy.Waiting)
        {
            return ActionOutcome.Dropped;
        }
        (_waiting ??= new Queue<TInput>()).Enqueue(input);
        _pending.Value = true;
        return ActionOutcome.Queued;
    }

    /// <summary>Cancels what runs, and forgets what waits.</summary>
    public void Cancel()
    {
        _waiting?.Clear();
        foreach (CancellationTokenSource running in _running.ToArray())
        {
            Cancelling.Cancel(running);
        }
    }

    private void Start(ReactionScheduler scheduler, TInput input)
    {
        var run = CancellationTokenSource.CreateLinkedTokenSource(scheduler.Ended);
        _running.Add(run);
        _error.Value = null;
        _pending.Value = true;
        Task task;
        try
        {
            using (Tracking.Suspend())
            {
                task = _body(input, run.Token) ?? throw new InvalidOperationException("The body of a LiveAction returned null instead of a task.");
            }
        }
        catch (Exception exception)
        {
            task = Task.FromException(exception);
        }
        _ = FollowAsync(scheduler, run, task);
    }

    private async Task FollowAsync(ReactionScheduler scheduler, CancellationTokenSource run, Task task)
    {
        await task.ConfigureAwait(ConfigureAwaitOptions.ContinueOnCapturedContext | ConfigureAwaitOptions.SuppressThrowing);
        bool wasCancelled = run.IsCancellationRequested;
        _running.Remove(run);
        run.Dispose();
        // Cancelled, and not by anyone here: the time-out of what it waited for. Nothing was done, so it has failed.
        Exception? failure = task.IsCanceled && !wasCancelled
            ? new OperationCanceledException("The action was cancelled, and not by its page: something that it waited for has timed out?")
            : task.Exception?.InnerException;
        if (scheduler.HasEnded)
        {
            return;
        }
        try
        {
            // What a cancelled run says no longer concerns anyone.
            if (failure is not null && !wasCancelled)
            {
                _error.Value = failure;
                if (!_error.IsObserved)
                {
                    scheduler.Unhandled(failure);
                }
            }
            if (_waiting is { Count: > 0 } && _running.Count < _policy.AtOnce)
            {
                Start(scheduler, _waiting.Dequeue());
            }
            else if (_running.Count == 0)
            {
                _pending.Value = false;
            }
        }
        catch (Exception exception)
        {
            scheduler.Unhandled(exception);
        }
    }
}
