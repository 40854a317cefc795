namespace Millrace.Live.Host.Signals;

/// <summary>
/// Something that runs again when what it read has changed: a bound text, a region, an effect, a computed value.
/// It runs inside <c>using (Tracking.Begin(this))</c>, which notes what is read.
/// </summary>
internal interface IReaction
{
    /// <summary>Its place for sources and state (a field of the implementing object).</summary>
    ref ReactionLinks Links { get; }

    /// <summary>Who runs it; null for computed values, which run when they are read.</summary>
    ReactionScheduler? Scheduler { get; }

    /// <summary>Runs again. Called by its scheduler, only when something that was read has changed and the reaction is not disposed.</summary>
    void React();
}
