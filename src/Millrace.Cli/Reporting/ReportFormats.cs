using Millrace.Reports;
using Millrace.Results;

namespace Millrace.Cli.Reporting;

/// <summary>Every form of a report, written out: adding one is an entry here and a file in Millrace.Reports.</summary>
internal static class ReportFormats
{
    public static IReadOnlyList<ReportFormat> All { get; } =
    [
        new ReportFormat { Name = "html", FileName = "report.html", IsAlwaysThere = true, OfRun = Text(HtmlReport.Render), OfSuite = HtmlReport.Render },
        new ReportFormat { Name = "md", FileName = "report.md", IsAlwaysThere = true, OfRun = Text(MarkdownReport.Render), OfSuite = (suite, _) => SuiteReport.Render(suite) },
        new ReportFormat { Name = "text", FileName = "report.txt", OfRun = Text(TextReport.Render), OfSuite = (suite, _) => SuiteReport.RenderText(suite) },
        new ReportFormat { Name = "json", FileName = RunFolder.RunName, IsAlwaysThere = true, OfRun = Text(JsonReport.Render), OfSuite = (suite, _) => RunJson.Serialize(suite) },
        new ReportFormat { Name = "junit", FileName = "junit.xml", OfRun = Text(JunitReport.Render), OfSuite = JunitReport.Render },
        new ReportFormat { Name = "csv", FileName = "operations.csv", OfRun = Text(CsvReport.Render), OfSuite = CsvReport.Render },
        new ReportFormat { Name = "csv-series", FileName = "series.csv", OfRun = Text(CsvSeriesReport.Render), OfSuite = CsvSeriesReport.Render },
        new ReportFormat { Name = "hlog", FileName = "latency.hlog", OfRun = static (run, to, damage) => HdrLogReport.Write(to, run.Run, run.Intervals(damage)) },
    ];

    public static IReadOnlyList<string> Names { get; } = [.. All.Select(format => format.Name)];

    /// <summary>The format of this name; null where there is none.</summary>
    public static ReportFormat? Find(string name) => All.FirstOrDefault(format => format.Name == name);

    private static Action<ReportedRun, TextWriter, ICollection<string>> Text(Func<RunFile, string> render) => (run, to, _) => to.Write(render(run.Run));
}
