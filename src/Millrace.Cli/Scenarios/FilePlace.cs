namespace Millrace.Cli.Scenarios;

/// <summary>Where something stands in a scenario file.</summary>
/// <param name="File">The file's path as it was given.</param>
/// <param name="Line">The line, from 1.</param>
/// <param name="Column">The column, from 1.</param>
/// <param name="Path">The keys that lead there, as in <c>load.stages[0].for</c>; empty for the file as a whole.</param>
internal sealed record FilePlace(string File, long Line, long Column, string Path)
{
    /// <summary>As editors and terminals turn it into a link: <c>scenario.yaml:12:5</c>.</summary>
    public override string ToString() => string.Create(Words.Invariant, $"{File}:{Line}:{Column}");

    /// <summary>A complaint about what stands here.</summary>
    public Complaint Complain(string what, string advice) => new(ExitCode.Usage, $"{this}: {what}", Path.Length > 0 ? $"{Path} in {File}" : File, advice) { Place = this };
}
