using Millrace.Live.Host.Signals;

namespace Millrace.Live;

/// <summary>Effects or renderings did not come to rest: something writes what it reads, directly or in a circle.</summary>
public sealed class ReactionLoopException : InvalidOperationException
{
    internal ReactionLoopException(int runs, IReaction? last)
        : base($"Reactions did not come to rest within {runs} rounds: an effect or a rendering writes a signal that it reads itself, directly or in a circle. "
            + $"The last one was {last}. Read with Peek() what must not trigger it again, or write only where the value differs.") =>
        Last = last;

    /// <summary>One that was still to run.</summary>
    internal IReaction? Last { get; }
}
