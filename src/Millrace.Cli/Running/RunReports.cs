using Millrace.Reports;
using Millrace.Reports.Comparing;
using Millrace.Results;

namespace Millrace.Cli.Running;

/// <summary>The files that millrace derives from a run and puts beside it.</summary>
internal static class RunReports
{
    public const string MarkdownName = "report.md";
    public const string HtmlName = "report.html";

    /// <summary>The page of a folder that a person opens: HTML where there is one.</summary>
    public static string PageOf(string folder) => Path.Combine(folder, HtmlName) is var page && File.Exists(page) ? page : Path.Combine(folder, MarkdownName);

    /// <summary>Writes report.md, with the comparison where there is one, and report.html.</summary>
    public static void Write(string folder, RunFile run, IReadOnlyList<SampleSet>? against)
    {
        string page = MarkdownReport.Render(run);
        if (Compared(folder, run, against) is { } comparison)
        {
            page += $"\n# Compared with an earlier run\n\n{ComparisonReport.Markdown(comparison)}";
        }

        Replace(Path.Combine(folder, MarkdownName), page);
        Replace(Path.Combine(folder, HtmlName), HtmlReport.Render(run));
    }

    /// <summary>The run that lies in a folder beside earlier ones, judged as `millrace compare` does by default; null where there are none.</summary>
    public static Comparison? Compared(string folder, RunFile run, IReadOnlyList<SampleSet>? against) =>
        against is null ? null : Comparison.Of(against, [SampleReader.Of(folder, run, _ => { })], new ComparisonOptions());

    /// <summary>Writes suite.json and the pages over its runs.</summary>
    public static void WriteSuite(RunFolder place, SuiteFile suite)
    {
        place.WriteSuite(suite);
        Replace(Path.Combine(place.Path, MarkdownName), SuiteReport.Render(suite));
        Replace(Path.Combine(place.Path, HtmlName), HtmlReport.Render(suite, RunsOf(place.Path)));
    }

    /// <summary>The runs below a suite's folder; none for a name that leads elsewhere, and none for a file that cannot be read.</summary>
    public static Func<string, RunFile?> RunsOf(string suiteFolder) => name =>
    {
        string root = Path.GetFullPath(suiteFolder) + Path.DirectorySeparatorChar;
        try
        {
            string folder = Path.GetFullPath(Path.Combine(root, name));
            return folder.StartsWith(root, StringComparison.Ordinal) ? RunFolder.ReadRun(folder) : null;
        }
        catch (Exception unreadable) when (unreadable is RunFileException or ArgumentException or NotSupportedException or IOException)
        {
            return null;
        }
    };

    // Whoever has the page open, or copies it, sees the old one or the new one, never a part.
    private static void Replace(string path, string text)
    {
        string temporary = path + ".tmp";
        File.WriteAllText(temporary, text);
        File.Move(temporary, path, overwrite: true);
    }
}
