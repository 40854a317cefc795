namespace Millrace.Cli.Scenarios;

/// <summary>A scenario file, read but not judged: what it says for each option, and all that is wrong with its form.</summary>
internal sealed record ScenarioFile
{
    /// <summary>The path as it was given.</summary>
    public required string Path { get; init; }

    /// <summary>The system's name; null where the file has none that can be read.</summary>
    public FileValue? System { get; set; }

    /// <summary>What all of its runs share.</summary>
    public ScenarioPart Common { get; init; } = new();

    /// <summary>Its runs, where it lists several.</summary>
    public List<(FileValue Name, ScenarioPart Part)> Runs { get; } = [];

    public List<Complaint> Complaints { get; } = [];
}
