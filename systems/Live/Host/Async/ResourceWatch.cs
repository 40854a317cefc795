using Millrace.Live.Host.Signals;

namespace Millrace.Live.Host.Async;

/// <summary>Begins the loads of one resource, and begins anew when something changes that the loader read.</summary>
internal sealed class ResourceWatch : IReaction
{
    private readonly Action<ReactionScheduler> _start;
    private readonly ReactionScheduler _scheduler;
    private ReactionLinks _links = new() { IsLate = true };

    internal ResourceWatch(Action<ReactionScheduler> start, ReactionScheduler scheduler) => (_start, _scheduler) = (start, scheduler);

    ref ReactionLinks IReaction.Links => ref _links;

    ReactionScheduler? IReaction.Scheduler => _scheduler;

    void IReaction.React()
    {
        using (Tracking.Begin(this))
        {
            _start(_scheduler);
        }
    }

    public override string ToString() => "the loader of a Resource";
}
