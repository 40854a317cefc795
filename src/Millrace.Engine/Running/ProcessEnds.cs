using Millrace.Results;

namespace Millrace.Engine.Running;

/// <summary>How the run's processes ended before the run did: the target, and companions by name.</summary>
/// <param name="Target">The target's end.</param>
/// <param name="Companions">Each companion's last end.</param>
/// <param name="Unasked">How often a companion ended that no fault had ended.</param>
internal sealed record ProcessEnds(TargetExit? Target, IReadOnlyDictionary<string, TargetExit> Companions, int Unasked);
