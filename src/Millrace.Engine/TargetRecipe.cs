using Millrace.Engine.Targets;

namespace Millrace.Engine;

/// <summary>How to start a system's embedded target: arguments for this same executable or another program, and which of the addresses it then announces to drive.</summary>
/// <remarks>
/// The target says where it accepts with one line on standard output, such as <c>{"ready":true,"pid":123,"addresses":{"tcp":"tcp://127.0.0.1:40123"}}</c>, and ends when its
/// standard input closes. A program that does neither can be driven too: see <see cref="AcceptsAt"/>.
/// </remarks>
/// <param name="Arguments">What follows the program's name, such as <c>serve gateway --echo --port 0 --ready-json</c>.</param>
/// <param name="AddressName">The key in the ready line's <c>addresses</c>.</param>
public sealed record TargetRecipe(IReadOnlyList<string> Arguments, string AddressName)
{
    /// <summary>The program, or null for this same executable.</summary>
    public TargetProgram? Program { get; init; }

    /// <summary>
    /// For a program that prints no ready line: its address, with <c>{port}</c> where the port belongs, such as <c>tcp://127.0.0.1:{port}</c>. The lab finds a free port, puts it for
    /// <c>{port}</c> in this address, in the arguments and in the environment, and takes the program as ready once it accepts a TCP connection there. At the end it gets SIGTERM, and goes
    /// with the lab where the lab is killed. Null, as for every program that announces its addresses.
    /// </summary>
    public string? AcceptsAt { get; init; }

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
