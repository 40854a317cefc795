using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>
/// Something done whenever what it reads has changed. In a page it runs after the changes are rendered, and ends with the component or the effect in which it was made;
/// outside of pages it runs at once, and whenever a write or the outermost <see cref="Batch"/> is done, until it is disposed, on the thread that wrote, and one effect at a time:
/// it must not wait for another thread that writes what effects outside of pages read.
/// </summary>
public sealed class Effect : IReaction, IOwner, IDisposable
{
    private readonly Action _body;
    private readonly ReactionScheduler _scheduler;
    private IOwner? _owner;
    private ReactionLinks _links;
    private Owned _owned;

    /// <summary>Makes an effect, and runs it for the first time: at once outside of pages, in a page at the end of the turn.</summary>
    /// <param name="body">What is done. Clean up what it did with <see cref="OnCleanUp"/>.</param>
    /// <exception cref="InvalidOperationException">Made while a computed value is computed.</exception>
    public Effect(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        ReactiveContext context = ReactiveContext.Current;
        if (context.Computing > 0)
        {
            throw new InvalidOperationException("A computed value makes an Effect. Computing must have no effects: make it in OnMounted or in a handler.");
        }
        _body = body;
        _scheduler = context.Scheduler ?? ImmediateScheduler.Instance;
        _owner = context.Owner;
        _links.IsLate = true;
        _links.State = ReactionState.Dirty;
        _owner?.Owned.Add(this);
        _scheduler.Schedule(this);
        context.Settle();
    }

    /// <summary>In what it was made: a component, another effect, or nothing.</summary>
    internal IOwner? Owner => _owner;

    /// <summary>It turns out to whom it belongs.</summary>
    internal void BelongTo(IOwner owner) => _owner = owner;

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => _scheduler;

    ref Owned IOwner.Owned => ref _owned;

    /// <summary>Has something done before the running effect runs again, and when it or the component that is being mounted ends.</summary>
    /// <exception cref="InvalidOperationException">Called where nothing has an end: outside of effects and components.</exception>
    public static void OnCleanUp(Action cleanUp)
    {
        ArgumentNullException.ThrowIfNull(cleanUp);
        IOwner owner = ReactiveContext.Current.Owner
            ?? throw new InvalidOperationException("OnCleanUp was called outside of an effect and of a component: nothing would ever call it.");
        owner.Owned.Add(cleanUp);
    }

    /// <summary>Ends the effect: cleans up and never runs again.</summary>
    public void Dispose()
    {
        if (_scheduler is not ImmediateScheduler)
        {
            End();
            return;
        }
        // Another thread may be running it.
        lock (ImmediateScheduler.Gate)
        {
            End();
        }
    }

    /// <inheritdoc/>
    public override string ToString() => $"Effect({_body.Method.DeclaringType?.Name}.{_body.Method.Name})";

    private void End()
    {
        if (_links.State == ReactionState.Disposed)
        {
            return;
        }
        Reactions.Dispose(this);
        _owner?.Owned.Remove(this);
        _owned.End();
        ReactiveContext.Current.Settle();
    }

    void IReaction.React()
    {
        using (Tracking.Begin(this))
        using (Tracking.Own(this))
        {
            try
            {
                _owned.End();
            }
            finally
            {
                if (_links.State != ReactionState.Disposed)
                {
                    _body();
                }
            }
        }
        if (_links.State == ReactionState.Disposed)
        {
            // It ended itself while it ran, and what it made after that would have no end.
            _owned.End();
        }
    }
}
