namespace Millrace.Engine;

/// <summary>How to start a system's embedded target: arguments for this same executable, and which of the addresses it then announces to drive.</summary>
/// <param name="Arguments">What follows the executable's name, such as <c>serve gateway --echo --port 0 --ready-json</c>.</param>
/// <param name="AddressName">The key in the ready line's <c>addresses</c>.</param>
public sealed record TargetRecipe(IReadOnlyList<string> Arguments, string AddressName)
{
    /// <summary>Environment variables for the child beside those that the engine sets.</summary>
    public IReadOnlyDictionary<string, string> Environment { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>
    /// The option that names a folder for what the target keeps over a restart, such as <c>--state-folder</c>: the lab makes an empty folder for the run and removes it afterwards.
    /// Null: the target keeps nothing.
    /// </summary>
    public string? FolderOption { get; init; }

    /// <summary>The arguments of a run with such a folder; without one where the recipe asks for none.</summary>
    public IReadOnlyList<string> ArgumentsWith(string folder) => FolderOption is { } option ? [.. Arguments, option, folder] : Arguments;

    /// <summary>Further processes that belong to the target, started in this order once it accepts.</summary>
    public IReadOnlyList<CompanionRecipe> Companions { get; init; } = [];
}
