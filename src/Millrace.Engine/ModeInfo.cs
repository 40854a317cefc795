using Millrace.Engine.Loads;

namespace Millrace.Engine;

/// <summary>One way of driving a system's clients, with the load model that it means where nobody names another.</summary>
/// <param name="Name">The word for <c>--mode</c>.</param>
/// <param name="Description">One line for a list.</param>
/// <param name="Load">The load model of this mode.</param>
/// <param name="Window">How many operations one client may have in flight under a paced or arrival-rate load.</param>
public sealed record ModeInfo(string Name, string Description, LoadModel Load, int Window = 1)
{
    /// <summary>The operation that this mode's iterations begin: starts that could not happen are counted for it.</summary>
    public OperationId Starts { get; init; }

    /// <summary>Makes the load of a scenario for which nobody named one, where its size or settings decide it; null where it is <see cref="Load"/> as it stands.</summary>
    public Func<Scenario, LoadModel>? LoadFor { get; init; }
}
