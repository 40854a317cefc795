namespace Millrace.Live.Host.Signals;

/// <summary>
/// What each reaction keeps about itself: 16 bytes, embedded in whatever reacts. A reaction with one source needs no further object.
/// </summary>
internal struct ReactionLinks
{
    /// <summary>What was read in the last run: nothing, one <see cref="Readable"/>, or an array of them in the order of reading.</summary>
    internal object? Sources;

    /// <summary>How far the last run can be trusted.</summary>
    internal ReactionState State;

    /// <summary>Whether it runs after everything that is rendered (effects do).</summary>
    internal bool IsLate;

    /// <summary>How deep it stands in its tree: the lower runs first, so that a parent that removes a child spares it the run.</summary>
    internal ushort Depth;

    /// <summary>How many sources were read in the last run.</summary>
    internal readonly int Count => Sources switch { null => 0, Readable[] many => many.Length, _ => 1 };

    /// <summary>The source that was read as the n-th.</summary>
    internal readonly Readable this[int index] => Sources is Readable[] many ? many[index] : (Readable)Sources!;
}
