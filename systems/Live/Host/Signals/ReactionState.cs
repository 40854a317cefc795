namespace Millrace.Live.Host.Signals;

/// <summary>How far what a reaction last made can be trusted. The order matters: a higher state is never lowered by a mark.</summary>
internal enum ReactionState : byte
{
    /// <summary>Nothing that was read has changed.</summary>
    Clean,

    /// <summary>Something that a computed value below depends on has changed; whether that value changes too is not known yet.</summary>
    Check,

    /// <summary>Something that was read has changed: it must run again.</summary>
    Dirty,

    /// <summary>It is gone, subscribes to nothing and never runs again.</summary>
    Disposed,
}
