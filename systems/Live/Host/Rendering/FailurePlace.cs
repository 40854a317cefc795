namespace Millrace.Live;

/// <summary>What was being done when something failed.</summary>
public enum FailurePlace
{
    /// <summary>A component was being made, or its <c>OnMounted</c> ran.</summary>
    Mount,

    /// <summary>A <c>Render</c>, a region, a row or a bound value was being evaluated.</summary>
    Render,

    /// <summary>A handler of an event, before its first await.</summary>
    Handler,

    /// <summary>A handler, an action or a posted piece of work, after it had awaited something.</summary>
    AsyncHandler,

    /// <summary>An effect.</summary>
    Effect,

    /// <summary>An <c>OnUnmounted</c> or a clean-up: the page goes on without it.</summary>
    Unmount,

    /// <summary>The page did not come to rest, or grew past what it may.</summary>
    Budget,
}
