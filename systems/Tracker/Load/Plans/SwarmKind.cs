namespace Millrace.Tracker.Load.Plans;

/// <summary>Which swarms the workers take part in.</summary>
internal enum SwarmKind : byte
{
    /// <summary>Each worker its own, so that no swarm has a second peer.</summary>
    Own,

    /// <summary>Shared ones, each with as many workers as any other.</summary>
    Uniform,

    /// <summary>Shared ones, a few of them popular and most of them not.</summary>
    Zipf,
}
