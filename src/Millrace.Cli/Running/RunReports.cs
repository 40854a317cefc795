using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>The files that millrace derives from a run and puts beside it.</summary>
internal static class RunReports
{
    public const string MarkdownName = "report.md";

    /// <summary>The page of a folder that a person opens: HTML where there is one.</summary>
    public static string PageOf(string folder) => Path.Combine(folder, "report.html") is var page && File.Exists(page) ? page : Path.Combine(folder, MarkdownName);

    /// <summary>Writes report.md, with the comparison where there is one.</summary>
    public static void Write(string folder, RunFile run, RunFile? against)
    {
        string page = MarkdownReport.Render(run);
        if (against is not null)
        {
            page += $"\n## Compared with an earlier run\n\n{Comparison.Render(against, run)}";
        }

        File.WriteAllText(Path.Combine(folder, MarkdownName), page);
    }

    /// <summary>Writes suite.json and the page over its runs.</summary>
    public static void WriteSuite(RunFolder place, SuiteFile suite)
    {
        place.WriteSuite(suite);
        File.WriteAllText(Path.Combine(place.Path, MarkdownName), SuiteReport.Render(suite));
    }
}
