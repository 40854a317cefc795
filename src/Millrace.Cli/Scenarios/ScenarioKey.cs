using System.CommandLine;

namespace Millrace.Cli.Scenarios;

/// <summary>A key of a scenario file: what the reader, the JSON schema and the guide's table know of it.</summary>
internal sealed record ScenarioKey
{
    /// <summary>The word in the file.</summary>
    public required string Name { get; init; }

    public required ScenarioShape Shape { get; init; }

    /// <summary>One or two sentences.</summary>
    public required string Description { get; init; }

    /// <summary>The option whose value it is; null for a key that only a file has.</summary>
    public Option? Knob { get; init; }

    /// <summary>What to write, as it stands in the file.</summary>
    public string? Example { get; init; }

    /// <summary>The keys of a group, of a stage, a fault or a threshold.</summary>
    public IReadOnlyList<ScenarioKey> Keys { get; init; } = [];

    /// <summary>In a group: the key that is meant where one text stands in the place of the keys.</summary>
    public string? Short { get; init; }

    /// <summary>True for what is about the file as a whole, so that no single run of it can say it.</summary>
    public bool IsOfWhole { get; init; }
}
