namespace Millrace.Results;

/// <summary>
/// One side of a comparison, kept in a file that is small enough for a repository: the samples of every figure with the conditions that they were taken under. Two equal results give equal files,
/// and every sample has a line of its own.
/// </summary>
public sealed record BaselineFile
{
    /// <summary>The name and version of this file's shape.</summary>
    public string Schema { get; init; } = RunSchema.Baseline;

    /// <summary>One for each profile or load.</summary>
    public required IReadOnlyList<SampleSet> Sets { get; init; }

    /// <summary>Reads the baseline at a path.</summary>
    /// <exception cref="RunFileException">There is none, or it cannot be read.</exception>
    public static BaselineFile Read(string path) => RunJson.DeserializeBaseline(RunFolderReader.ReadText(path), path);

    /// <summary>Writes it; a reader sees the old file or the new one, never a part.</summary>
    public void Write(string path) => RunFolder.Replace(path, RunJson.Serialize(this));
}
