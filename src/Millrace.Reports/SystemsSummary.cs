using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports;

/// <summary>What runs over several systems came to, as a table that fits on a terminal: a line for each system.</summary>
public static class SystemsSummary
{
    /// <summary>The summary, with LF line ends.</summary>
    public static string Render(SuiteFile suite)
    {
        ArgumentNullException.ThrowIfNull(suite);
        var table = new TextTable();
        table.Row("system", "verdict", "ok per second", "p50", "p99", "errors", "loss", "target CPU", "generator");
        foreach (SuiteRun run in suite.Runs)
        {
            table.Row(
                run.System ?? run.Folder, Phrases.Of(run.Outcome) + SuiteReport.Ending(run.Ending),
                Headline.MarkOf(run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited) + Figures.Number(run.RatePerSecond), Figures.Milliseconds(run.P50Ms), Figures.Milliseconds(run.P99Ms),
                Figures.Count(run.Errors), Figures.Count(run.Loss), run.TargetCpuPercent is { } cpu ? Figures.Number(cpu) + " %" : Figures.None, Phrases.Of(run.GeneratorVerdict));
        }

        return $"{Phrases.Of(suite.Outcome)}  {SuiteReport.TitleOf(suite)}, {Figures.Count(suite.Runs.Count)} runs in {Figures.Seconds(suite.DurationSeconds)}\n\n{table}";
    }
}
