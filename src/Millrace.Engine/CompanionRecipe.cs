using Millrace.Engine.Targets;

namespace Millrace.Engine;

/// <summary>
/// How to start a further process that belongs to an embedded target, such as a gateway's backend: after the target's ready line, before clients connect. In the
/// arguments, <c>{host}</c>, <c>{port}</c> and <c>{address}</c> stand for the address of <see cref="NeedsAddress"/>; the environment has every address of the target as
/// <c>MILLRACE_NAME_HOST</c>, <c>_PORT</c> and <c>_ADDRESS</c>.
/// </summary>
/// <param name="Name">What reports and faults call it; <c>target</c> is taken.</param>
/// <param name="Arguments">What follows the program.</param>
public sealed record CompanionRecipe(string Name, IReadOnlyList<string> Arguments)
{
    /// <summary>The program, or null for this same executable.</summary>
    public TargetProgram? Program { get; init; }

    /// <summary>The key in the target's ready line of the address that it connects to, or null where it needs none.</summary>
    public string? NeedsAddress { get; init; }

    /// <summary>Environment variables beside those that the engine sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);
}
