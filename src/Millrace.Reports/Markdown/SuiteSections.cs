using System.Globalization;
using Millrace.Reports.Text;
using Millrace.Results;

namespace Millrace.Reports.Markdown;

/// <summary>Where a suite ran, what its system has to say over all runs, and which invariants held.</summary>
internal static class SuiteSections
{
    /// <summary>The machine, the commit, and how many checks passed and failed; nothing for files of older versions.</summary>
    public static void WriteEnvironment(MarkdownPage page, SuiteFile suite)
    {
        if (suite.Environment is not { } environment)
        {
            return;
        }

        var table = new MarkdownTable("environment", "value");
        Optional("runtime", environment.Runtime);
        Optional("OS", environment.Os);
        Optional("CPU", environment.CpuModel is { } cpu ? $"{cpu}{(environment.Cores is { } cores ? string.Create(CultureInfo.InvariantCulture, $", {cores} cores") : "")}" : null);
        Optional("commit", environment.GitCommit is { } commit ? commit + (environment.GitDirty == true ? " (with changes)" : "") : null);
        Optional("millrace", environment.MillraceVersion);
        Optional("duration", Figures.Seconds(suite.DurationSeconds));
        if (suite.Runs.All(run => run.ChecksPassed is not null))
        {
            // The suite's own invariants are sums over those of its runs, and not counted once more.
            table.Row("checks passed", Figures.Count(suite.Runs.Sum(run => run.ChecksPassed ?? 0)));
            table.Row("checks failed", Figures.Count(suite.Runs.Sum(run => run.ChecksFailed ?? 0)));
            int open = suite.Runs.Sum(run => run.ChecksOpen ?? 0);
            Optional("checks not measured, or held in part", open > 0 ? Figures.Count(open) : null);
        }

        page.Table(table);

        void Optional(string name, string? value)
        {
            if (!string.IsNullOrEmpty(value))
            {
                table.Row(name, value);
            }
        }
    }

    /// <summary>The invariants over all runs as a list to tick off.</summary>
    public static void WriteHealth(MarkdownPage page, SuiteFile suite)
    {
        if (suite.Invariants is not { Count: > 0 } invariants)
        {
            return;
        }

        Invariants(suite, out int held, out int broken);
        page.Heading("Health check")
            .Paragraph(broken == 0 ? "All invariants held:" : $"**{Figures.Count(broken)} of {Figures.Count(held + broken)} invariants did not hold:**")
            .Bullets(invariants.Select(invariant => $"[{(invariant.Value == 0 ? "x" : " ")}] **{invariant.Key}:** {Figures.Count(invariant.Value)}"));
    }

    /// <summary>The runs beside each other as pictures, for a suite whose system drew none; nothing where the runs are not of a kind, or have a picture of their own.</summary>
    public static IReadOnlyList<ResultChart> Charts(SuiteFile suite)
    {
        if (suite.Runs.Count < 2 || suite.Kind is SuiteKind.Systems or SuiteKind.Capacity)
        {
            return [];
        }

        string[] names = [.. suite.Runs.Select(run => run.Folder)];
        string bound = suite.Runs.Any(run => run.GeneratorVerdict == GeneratorVerdict.GeneratorLimited) ? ", some of them lower bounds" : "";
        return
        [
            new ResultChart { Name = "rates", Title = "Throughput by run", Axis = $"answered rightly per second{bound}", Labels = names, Series = [new ChartSeries("rate", [.. suite.Runs.Select(run => (double?)run.RatePerSecond)])] },
            new ResultChart
            {
                Name = "times", Title = "Response time by run", Axis = "milliseconds", Labels = names,
                Series = [new ChartSeries("p99", [.. suite.Runs.Select(run => run.P99Ms)]), new ChartSeries("p50", [.. suite.Runs.Select(run => run.P50Ms)])],
            },
        ];
    }

    private static void Invariants(SuiteFile suite, out int held, out int broken)
    {
        held = suite.Invariants?.Count(invariant => invariant.Value == 0) ?? 0;
        broken = suite.Invariants?.Count(invariant => invariant.Value > 0) ?? 0;
    }
}
