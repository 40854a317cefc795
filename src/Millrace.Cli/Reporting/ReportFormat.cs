using Millrace.Results;

namespace Millrace.Cli.Reporting;

/// <summary>One form that a report can have.</summary>
internal sealed record ReportFormat
{
    /// <summary>What the command line calls it.</summary>
    public required string Name { get; init; }

    /// <summary>Its file in a run's or a suite's folder.</summary>
    public required string FileName { get; init; }

    /// <summary>True where every run and suite has that file anyway.</summary>
    public bool IsAlwaysThere { get; init; }

    /// <summary>Writes a run; what could not be read of its interval log goes into the list.</summary>
    public required Action<ReportedRun, TextWriter, ICollection<string>> OfRun { get; init; }

    /// <summary>Renders a suite, whose runs the function finds by their folders; null where this format has no form for several runs.</summary>
    public Func<SuiteFile, Func<string, RunFile?>, string>? OfSuite { get; init; }
}
