using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Async;

/// <summary>Something done once at the end of the flush, after everything is rendered.</summary>
internal sealed class LateAction : IReaction
{
    private readonly Action<ReactiveContext> _body;
    private readonly ReactionScheduler _scheduler;
    private ReactionLinks _links = new() { IsLate = true };

    internal LateAction(Action<ReactiveContext> body, ReactionScheduler scheduler) => (_body, _scheduler) = (body, scheduler);

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => _scheduler;

    void IReaction.React()
    {
        _links.State = ReactionState.Disposed;
        _body(ReactiveContext.Current);
    }
}
