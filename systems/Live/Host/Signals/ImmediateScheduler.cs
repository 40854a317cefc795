namespace Millrace.Live.Host.Signals;

/// <summary>Outside of pages: what was scheduled runs on the writing thread, as soon as the write or the outermost batch is done.</summary>
internal sealed class ImmediateScheduler : ReactionScheduler
{
    /// <summary>How many runs one write may cause.</summary>
    internal const int Budget = 100_000;

    private ImmediateScheduler()
    {
    }

    internal static ImmediateScheduler Instance { get; } = new();

    /// <summary>Held while something of no page runs: what reads a shared signal may be woken by several threads at once.</summary>
    internal static Lock Gate { get; } = new();

    internal override void Schedule(IReaction reaction) => ReactiveContext.Current.Wait(reaction);
}
