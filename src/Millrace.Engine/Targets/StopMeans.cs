namespace Millrace.Engine.Targets;

/// <summary>What it took to end a target's process.</summary>
public enum StopMeans
{
    /// <summary>It had ended before.</summary>
    AlreadyEnded,

    /// <summary>Closing its input: the way it should end.</summary>
    EndOfInput,

    /// <summary>SIGTERM: it did not notice the end of its input in time.</summary>
    Term,

    /// <summary>SIGKILL: it did not end on SIGTERM either.</summary>
    Kill,
}
